"""The encodings that dpkit reads, a literal list: no codec that keeps a state, runs a transformation or is no charset.

Left out on purpose: utf-7 and the ISO-2022 family (the same bytes mean different things at different places, so that a
byte range does not decode by itself), idna, punycode, rot13, hex, base64, zip and the like.
"""

WIDE_ENCODINGS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Bytes per code unit."""

SINGLE_BYTE_ENCODINGS: tuple[str, ...] = (
    "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
    "iso-8859-9", "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258", "koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "tis-620", "hp-roman8",
    "cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp856", "cp857", "cp858", "cp860", "cp861",
    "cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "cp1125",
    "mac-roman", "mac-cyrillic", "mac-greek", "mac-iceland", "mac-latin2", "mac-turkish",
)  # fmt: skip
MULTI_BYTE_ENCODINGS: tuple[str, ...] = (
    "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "euc-jp", "shift_jis", "cp932", "euc-kr", "cp949",
    "johab", "euc_jis_2004", "euc_jisx0213", "shift_jis_2004", "shift_jisx0213",
)  # fmt: skip

ENCODINGS: dict[str, int] = {
    "utf-8": 4,
    **WIDE_ENCODINGS,
    **dict.fromkeys(SINGLE_BYTE_ENCODINGS, 1),
    **dict.fromkeys(MULTI_BYTE_ENCODINGS, 2),
}
"""Every encoding under a name that Python knows, with the most bytes that one code unit takes (1: a fixed byte)."""

GUESSABLE: tuple[str, ...] = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u",
    "kz1048", "cp866", "cp874", "mac_cyrillic", "iso8859_2", "iso8859_5", "gb18030", "big5", "euc_jp", "cp932",
    "euc_kr", "cp949",
)  # fmt: skip
"""What a guess may come to: encodings in use on the web, by the names that charset-normalizer has for them.

The rest would win now and then on short texts and never be right.
"""

# Labels that differ from a name by more than case and punctuation, from the WHATWG Encoding Standard and from Python.
_ALIASES = {
    "unicode11utf8": "utf-8", "unicode20utf8": "utf-8", "xunicode20utf8": "utf-8", "utf8sig": "utf-8",
    "ascii": "utf-8", "usascii": "utf-8", "iso646us": "utf-8",
    "latin1": "iso-8859-1", "l1": "iso-8859-1", "ibm819": "iso-8859-1", "cp819": "iso-8859-1",
    "latin2": "iso-8859-2", "latin3": "iso-8859-3", "latin4": "iso-8859-4", "cyrillic": "iso-8859-5",
    "arabic": "iso-8859-6", "greek": "iso-8859-7", "greek8": "iso-8859-7", "hebrew": "iso-8859-8",
    "iso88598i": "iso-8859-8", "iso88598e": "iso-8859-8", "latin5": "iso-8859-9", "latin6": "iso-8859-10",
    "latin7": "iso-8859-13", "latin8": "iso-8859-14", "latin9": "iso-8859-15", "latin10": "iso-8859-16",
    "koi": "koi8-r", "koi8": "koi8-r", "cskoi8r": "koi8-r", "koi8ru": "koi8-u", "rk1048": "kz1048",
    "strk1048": "kz1048", "strk10482002": "kz1048", "csptcp154": "ptcp154", "pt154": "ptcp154", "cp154": "ptcp154",
    "cyrillicasian": "ptcp154", "ansi": "windows-1252", "roman8": "hp-roman8", "windows874": "cp874", "dos874": "cp874",
    "iso885911": "iso-8859-11", "ibm866": "cp866", "csibm866": "cp866", "866": "cp866", "cp866u": "cp1125",
    "macintosh": "mac-roman", "mac": "mac-roman", "xmacroman": "mac-roman", "xmaccyrillic": "mac-cyrillic",
    "xmacukrainian": "mac-cyrillic", "maccentraleurope": "mac-latin2", "xgbk": "gbk", "cp936": "gbk", "936": "gbk",
    "windows936": "gbk", "chinese": "gb2312", "csgb2312": "gb2312", "euccn": "gb2312", "gb231280": "gb2312",
    "big5tw": "big5", "xxbig5": "big5", "cnbig5": "big5", "csbig5": "big5", "big5hk": "big5hkscs", "xeucjp": "euc-jp",
    "ujis": "euc-jp", "sjis": "shift_jis", "xsjis": "shift_jis", "csshiftjis": "shift_jis", "mskanji": "cp932",
    "windows31j": "cp932", "ms932": "cp932", "ksc56011987": "euc-kr", "ksc5601": "euc-kr", "korean": "euc-kr",
    "cseuckr": "euc-kr", "windows949": "cp949", "uhc": "cp949", "ms949": "cp949", "ucs2": "utf-16",
    "iso10646ucs2": "utf-16", "unicode": "utf-16", "utf16": "utf-16", "utf32": "utf-32", "ucs4": "utf-32",
}  # fmt: skip


def _squeeze(label: str) -> str:
    return "".join(char for char in label[:64].casefold() if char.isascii() and char.isalnum())


_NAMES = {_squeeze(name): name for name in ENCODINGS}
_NAMES |= {f"cp125{digit}": f"windows-125{digit}" for digit in range(9)}
_NAMES |= {f"xcp125{digit}": f"windows-125{digit}" for digit in range(9)}
_NAMES |= {_squeeze(name).replace("cp", "ibm"): name for name in SINGLE_BYTE_ENCODINGS if name.startswith("cp")}
_NAMES |= {f"csisolatin{digit}": f"iso-8859-{digit}" for digit in range(1, 5)}
_NAMES |= _ALIASES


def encoding_name(label: str) -> str | None:
    """The name in `ENCODINGS` that a label means (`utf-16` and `utf-32` leave the byte order open), else None.

    >>> encoding_name("CP1251"), encoding_name("Windows-1251"), encoding_name("utf8"), encoding_name("rot13")
    ('windows-1251', 'windows-1251', 'utf-8', None)
    """
    return _NAMES.get(_squeeze(label))
