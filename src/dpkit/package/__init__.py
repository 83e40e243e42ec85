"""The data package: Parquet files, descriptor, README, provenance and checksums as bytes; nothing here touches a disk.

`parts` holds what a package is made from, `assemble` puts the files together; the other modules make one file each.
"""
