"""Words by which captions are understood: English, lower case."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PARTICLES = words(
    """
    of the de da du di van von der den la le el al bin and & y und et
    """
)
"""Small words inside names: "Lady of the Lake"."""

ROLES = words(
    """
    man men woman women boy boys girl girls child children kid kids baby narrator announcer
    reporter presenter host anchor officer cop policeman guard soldier captain doctor nurse
    waiter waitress teacher student driver pilot operator dispatcher clerk bartender priest
    judge lawyer king queen crowd all both everyone voice mother father mom dad brother sister
    person speaker guest customer caller robot computer machine actor actress singer chef
    """
)
"""People named by what they are."""

QUALITIES = words(
    """
    young old older younger little big tall male female first second third other another
    automated recorded background off-screen
    """
)
"""Words that go with a role."""

NOT_NAMES = words(
    """
    note notes warning caution attention remember listen look ps p.s. question answer example
    time date place location subject from to re cc fact facts result results rule rules step
    part chapter episode scene act title translation subtitle subtitles sync captions status tip
    hint update breaking today tonight tomorrow yesterday now then yes no ok okay well so but
    and or because here there this that these those it he she we they i you what who where when
    why how like one two three first second third last finally total price score speed distance
    target code password name age address phone email mission plan option conclusion problem
    solution reason lesson moral quote repeat correction disclaimer directed written produced
    starring previously meanwhile later imagine think see read say said remember translated todo
    fix http https www error ratio version
    """
)
"""Words before a colon that open a sentence or label a text."""

MANNERS = words(
    """
    whispers whispering whispered shouts shouting shouted yells yelling yelled bellows bellowing
    hollers hollering hushed murmurs murmuring mutters muttering mumbles mumbling muffled mouths
    mouthing echoing
    sarcastic imitates imitating mimics mimicking reading translating slurring stammering
    stuttering continues continuing distorted narrating off-screen offscreen o.s. v.o. vo os
    cont'd contd subtitled voiceover voice-over inaudible indistinct pause beat
    """
)
"""Ways of speaking."""

VOCAL = words(
    """
    laughs laughing laughter chuckles chuckling giggles giggling sighs sighing gasps gasping
    coughs coughing sobs sobbing cries crying sniffs sniffles sniffling groans groaning grunts
    grunting moans moaning pants panting screams screaming exhales inhales breathes breathing
    scoffs snorts snickers yawns whimpers whimpering gulps sneezes hiccups tuts clears throat
    burps
    """
)
"""Sounds that a speaker's own voice makes."""

FILLERS = words(
    """
    and both then deeply heavily nervously softly quietly his her their
    """
)
"""Words that go with them."""

SOUNDS = words(
    """
    thunder applause explosion explosions gunshot gunshots gunfire rain wind silence noise crash
    bang thud siren sirens alarm bell bells footsteps cheering cheers chatter static beep beeps
    buzzer whistle horn horns engine engines traffic birds waves water fire knock knocking
    ringing ringtone rumble rumbling creak clatter splash crickets glass door phone dog dogs
    barking
    """
)
"""Nouns of sounds, which in capitals look like names."""

SPOKEN_OPENERS = words(
    """
    i i'm i've i'll i'd you you're he he's she she's we we're they they're it it's that that's
    which who whom whose and or but not if as because although though so no yes please my your
    our what why how don't never always maybe perhaps well really
    """
)
"""Words that open something said rather than described."""

DEPARTMENTS = words(
    """
    vfx sfx fx cg cgi comp gfx adr mx m&e todo to-do fix fixme note notes qc edit editor cut
    grade color colour conform audio sound mix music score temp tbd wip shot scene take roll
    reel cam camera client director producer prod ref reference legal credits title titles subs
    subtitle subtitles marker version ver v old new alt omit hold check review approved rejected
    question warning error ok retime speed stab paint roto track cleanup dnr key anim layout
    light fx1 online offline stock insert pickup pickups broll b-roll
    """
)
"""Whom or what an editor's note is addressed to."""

MARKER_COLOURS = words(
    """
    pink red orange yellow green cyan blue purple magenta black white
    """
)
"""Colours that markers have in OTIO, which some programs write before a marker's name."""

LANGUAGES = words(
    """
    af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id
    is it ja ka kk km kn ko ky lt lv mk ml mn mr ms mt my nb ne nl nn no pa pl ps pt ro ru sd si
    sk sl so sq sr sv sw ta te th tl tr uk ur uz vi xh yo zh zu
    """
)
"""ISO 639-1 codes that subtitle files are named with."""
