"""Lines in capitals: in small letters, so that words are read as words and acronyms spelt."""

from __future__ import annotations

import re


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


ACRONYMS = _words(
    """
    AAA ABC ADHD ADR AFK AI AIDS AKA AMG AOL APB API ASAP ATF ATM ATV AWOL BAC BAFTA BBC BBQ BC
    BFF BLT BMW BPM BRB BS BTW CBS CCTV CD CDC CDS CEO CFO CGI CIA CIO CNN COO CPR CPS CPU CSI
    CT CTO CV DA DC DEA DEFCON DHS DIY DJ DMV DMZ DNA DNR DOA DOD DOJ DUI DVD EEG EKG EMP EMS
    EMT EPA ER ESP ESPN ETA EU EV FAA FAQ FBI FCC FDA FEMA FYI GDP GHB GI GIF GOP GPA GPS GQ GTA
    HBO HDMI HIV HMO HMS HQ HR HTML HTTP HVAC IBM IBS ICBM ICU IED IMF IOU IPO IQ IRA IRS ISIS
    ISP IUD IVF JFK JP JPEG KFC KGB KKK LAPD LAX LCD LED LGBT LGBTQ LLC LLP LOL LSD MBA MC MD
    MDMA MGM MIA MIT MLB MLK MMA MP MPG MPH MRI MRSA MS MSNBC MTV MVP NAACP NAFTA NASA NASCAR
    NATO NBA NBC NCAA NCIS NDA NFL NGO NHL NHS NORAD NPR NRA NSA NSFW NTSB NYC NYFD NYPD NYU
    OBGYN OCD OD OJ OK OMG OPEC OS OSHA PA PBS PC PDA PDF PE PG PHD PI PLC PM POTUS POV POW PR
    PS PSA PT PTA PTSD PVC QB QC RAF RBI RCMP REM RIP RNA RNC ROI ROTC RPG RPM RSVP RV SATS SBU
    SCOTUS SIM SMS SOB SOS SPF SQL SS SSN STD SUV SVU SWAT TB TBA TBD TGIF TLC TMI TMZ TNT TSA
    TV UAV UCLA UFC UFO UK UN UNESCO UNICEF UPS URL USA USAF USB USC USMC USS USSR UV VCR VFX
    VHS VIP VP VPN WMD WTF WTO WWE WWF WWI WWII WWW XL XML XO YMCA
    """
)
"""Said letter by letter or as names; in a line of capitals they stay as they are."""

_NO_VOWELS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,6}")
_WITHOUT_VOWELS = _words(
    """
    MR MRS MS DR ST HMM HM MM MMM MHM SH SHH SHHH PSST PST PFFT PFT PFF TSK BRR GRR NTH MT VS JR
    SR LT SGT CAPT LTD BLVD RD LN CT HWY FT TH ND PHD MPH KG KM CM LBS NTH HMMM GRRR BRRR PFFF
    """
)
"""Written without a vowel and still no acronyms."""

_TITLES = _words("MR MRS MS DR ST PROF SGT LT CAPT GEN COL SEN GOV REV JR SR MT FT AVE BLVD")
_LETTERED = _words("PLAN TYPE GRADE VITAMIN TRIPLE HEPATITIS")

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?:^|[.!?…]['\"”’)]*\s+|\n[-–—]?\s*|^[-–—]\s*)['\"“‘(]*[^\W\d_]")
_PLACES = _words("IN TO FROM LEAVE LEFT AROUND OF FOR")
_OWNERS = _words("YOUR MY HIS HER OUR THEIR AN THE SOME NO FAKE PHOTO")
_COUNTRY_AFTER = _words(
    "TROOPS ARMY NAVY GOVERNMENT SENATE CONGRESS PRESIDENT MARSHAL MARSHALS MARINES DOLLARS "
    "CITIZEN CITIZENS ATTORNEY EMBASSY SOLDIERS SENATOR AIR OPEN SOIL BORDER FORCES"
)

_NONE: frozenset[str] = frozenset()
_BY_NEIGHBOURS = {  # acronyms that are words too: by the word before or the word after
    "US": (_words("THE A"), _COUNTRY_AFTER),
    "LA": (_PLACES, _NONE),
    "ID": (_OWNERS, _words("CARD CARDS BADGE PLEASE")),
    "IT": (_NONE, _words("SUPPORT DEPARTMENT GUY")),
}


def is_shouted(text: str) -> bool:
    """Whether nearly all letters are capitals, and there are enough of them to tell."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 4 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def unshouted(text: str) -> str:
    """A line in capitals as it would be written otherwise; names have small letters."""

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        if not word.isupper() and not re.fullmatch(r"[A-Z]{2,}['’]?s", word):
            return word
        if _spelt(word, _before(text, match.start()), _after(text, match.end())):
            return re.sub(r"(['’])S$", r"\1s", word)
        if word in _TITLES:
            return word.capitalize()
        single = re.fullmatch(r"[A-Z]", word)
        if single and (word != "A" or _before(text, match.start()) in _LETTERED):
            return word
        return re.sub(r"^i(?=['’]|$)", "I", word.lower())

    return _SENTENCE.sub(
        lambda match: match.group()[:-1] + match.group()[-1].upper(), _WORD.sub(lower, text)
    )


def _spelt(word: str, before: str, after: str) -> bool:
    """Whether a word in capitals is an acronym, by itself and by the words beside it."""
    several = re.sub(r"['’]?S$", "", word)
    if word in ACRONYMS or (len(several) > 2 and several in ACRONYMS):
        return True
    if word in _BY_NEIGHBOURS:
        left, right = _BY_NEIGHBOURS[word]
        return before in left or after in right
    if word in {"AM", "PM"}:
        return before[-1:].isdigit()
    if word in _WITHOUT_VOWELS or re.search(r"^(.)\1+$|(.)\2\2", word):
        return False
    return bool(_NO_VOWELS.fullmatch(word))


def _before(text: str, at: int) -> str:
    found = re.search(r"([^\W_]+)[ \t]*$", text[max(0, at - 30) : at])
    return found[1].upper() if found else ""


def _after(text: str, at: int) -> str:
    found = re.match(r"[ \t]+([^\W_]+)", text[at : at + 30])
    return found[1].upper() if found else ""
