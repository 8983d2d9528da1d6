"""Which of FFmpeg's demuxers read media: each reads the one file it is given.

Others follow a list to further files or addresses (playlists, `concat`, DASH), run scripts
(AviSynth) or take any text for a picture; no clip of a timeline is one of those.
"""

from __future__ import annotations

_FILMS = (
    *("mov", "matroska", "avi", "mxf", "mpegts", "mpegtsraw", "mpeg", "mpegvideo", "asf", "asf_o"),
    *("flv", "live_flv", "ogg", "nut", "gxf", "lxf", "dv", "rm", "wtv", "nsv", "nuv", "ivf", "r3d"),
    *("cine", "lmlm4", "swf", "filmstrip", "dhav", "avs2", "avs3", "iamf"),
)
_BARE_PICTURES = (
    *("h261", "h263", "h264", "hevc", "vvc", "evc", "m4v", "av1", "obu", "apv", "vc1", "vc1test"),
    *("dnxhd", "dirac", "cavsvideo", "mjpeg", "mjpeg_2000", "ingenient", "yuv4mpegpipe"),
)
_SOUNDS = (
    *(
        "wav",
        "w64",
        "aiff",
        "caf",
        "au",
        "flac",
        "mp3",
        "aac",
        "ac3",
        "eac3",
        "ac4",
        "dts",
        "dtshd",
    ),
    *("truehd", "mlp", "loas", "latm", "amr", "amrnb", "amrwb", "ape", "apc", "wv", "tta", "tak"),
    *("mpc", "mpc8", "shn", "voc", "dsf", "iff", "oma", "sox", "pvf", "ircam", "avr", "sds", "qcp"),
    *("gsm", "lc3", "xwma", "spdif", "aea", "bonk", "osq", "rka", "qoa", "aptx", "aptx_hd", "sbc"),
)
_IMAGES = (
    *("image2", "gif", "apng", "webp", "webp_anim", "jpegxl_anim", "fits"),
    *("bmp_pipe", "cri_pipe", "dds_pipe", "dpx_pipe", "exr_pipe", "gem_pipe", "gif_pipe"),
    *("hdr_pipe", "j2k_pipe", "jpeg_pipe", "jpegls_pipe", "jpegxl_pipe", "jpegxs_pipe"),
    *("pam_pipe", "pbm_pipe", "pcx_pipe", "pfm_pipe", "pgm_pipe", "pgmyuv_pipe", "pgx_pipe"),
    *("phm_pipe", "photocd_pipe", "pictor_pipe", "png_pipe", "ppm_pipe", "psd_pipe", "qdraw_pipe"),
    *("qoi_pipe", "sgi_pipe", "sunrast_pipe", "tiff_pipe", "webp_pipe", "xbm_pipe", "xpm_pipe"),
    *("xwd_pipe",),
)

MEDIA_DEMUXERS = (*_FILMS, *_BARE_PICTURES, *_SOUNDS, *_IMAGES)
"""By FFmpeg's short names; those that this build lacks are harmless here."""
