/*
 * nmsec.h - the local IPSec network management interface (NMsec), for programs in C.
 *
 * Records on a Unix stream socket, numbers big-endian, text in EBCDIC (IBM-1047) padded with blanks. Every structure is
 * made of byte arrays, so it has no padding and no alignment on any compiler, and can be laid over received bytes at any
 * address; nmsec_u16() and its sisters give the numbers. Every offset and every size is asserted at compile time.
 *
 * Three kinds of structure, as each comment says:
 *   published   IBM's layout (z/OS Communications Server, IP Programmer's Guide, NMsec_...); it never changes here
 *   part        published up to a named field, and design-1 behind it
 *   design-1    this project's own, because the published text does not give it; a dialect can replace it
 *
 * Read lengths from the descriptors, never from sizeof: a later release may lengthen a structure.
 */
#ifndef NMSEC_H
#define NMSEC_H

#include <stddef.h>
#include <stdint.h>

typedef struct { uint8_t byte[1]; } nmsec_b1;
typedef struct { uint8_t byte[2]; } nmsec_b2;
typedef struct { uint8_t byte[3]; } nmsec_b3;
typedef struct { uint8_t byte[4]; } nmsec_b4;
typedef struct { uint8_t byte[8]; } nmsec_b8;
typedef struct { uint8_t byte[12]; } nmsec_b12;
typedef struct { uint8_t byte[16]; } nmsec_b16;
typedef struct { uint8_t byte[24]; } nmsec_b24;
typedef struct { uint8_t byte[48]; } nmsec_b48;

/* A big-endian number of up to eight bytes. */
static inline uint64_t nmsec_number(const void *field, size_t length)
{
    const uint8_t *byte = field;
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value << 8 | byte[i];
    return value;
}

static inline void nmsec_put_number(void *field, size_t length, uint64_t value)
{
    uint8_t *byte = field;
    while (length > 0) {
        byte[--length] = (uint8_t)value;
        value >>= 8;
    }
}

static inline uint8_t nmsec_u8(nmsec_b1 field) { return field.byte[0]; }
static inline uint16_t nmsec_u16(nmsec_b2 field) { return (uint16_t)nmsec_number(&field, 2); }
static inline uint32_t nmsec_u32(nmsec_b4 field) { return (uint32_t)nmsec_number(&field, 4); }
static inline uint64_t nmsec_u64(nmsec_b8 field) { return nmsec_number(&field, 8); }

/* ---- values ---- */

enum {
    NMSEC_VERSION = 1,              /* design-1 */
    NMSEC_ALIGNMENT = 8,            /* sections and records start on a multiple of it */
    NMSEC_LARGEST_REQUEST = 65536
};

#define NMSEC_MESSAGE_IDENT 0xD5D4A2D4u /* "NMsM" */
#define NMSEC_RECORD_IDENT 0xD5D4A2D9u  /* "NMsR" */

/* Message types: the names are published, the numbers design-1. */
#define NMSEC_MESSAGES(X) \
    X(INIT, 0x0001) \
    X(TERM, 0x0002) \
    X(GET_STACKINFO, 0x0101) \
    X(GET_SUMMARY, 0x0102) \
    X(GET_IPFLTCURR, 0x0103) \
    X(GET_IPFLTDEFAULT, 0x0104) \
    X(GET_IPFLTPOLICY, 0x0105) \
    X(GET_PORTTRAN, 0x0106) \
    X(GET_IPTUNMANUAL, 0x0107) \
    X(GET_IPTUNDYNIKE, 0x0108) \
    X(GET_IPTUNDYNSTACK, 0x0109) \
    X(GET_IKETUN, 0x010A) \
    X(GET_IKETUNCASCADE, 0x010B) \
    X(GET_IPINTERFACES, 0x010C) \
    X(GET_IKENSINFO, 0x010D) \
    X(GET_CLIENTINFO, 0x010E) \
    X(ACTIVATE_IPTUNMANUAL, 0x0201) \
    X(ACTIVATE_IPTUNDYN, 0x0202) \
    X(DEACTIVATE_IPTUNMANUAL, 0x0203) \
    X(DEACTIVATE_IPTUNDYN, 0x0204) \
    X(DEACTIVATE_IKETUN, 0x0205) \
    X(REFRESH_IPTUNDYN, 0x0206) \
    X(REFRESH_IKETUN, 0x0207) \
    X(LOAD_POLICY, 0x0208)

enum {
#define NMSEC_MESSAGE(name, number) NMSEC_TYPE_##name = number,
    NMSEC_MESSAGES(NMSEC_MESSAGE)
#undef NMSEC_MESSAGE
};

/* NMsMRc: z/OS error numbers, which are not those of this machine's errno.h. */
enum {
    NMSEC_RC_OK = 0,
    NMSEC_RC_EACCES = 111,      /* not authorized */
    NMSEC_RC_EINVAL = 121,      /* the request is wrong; NMsMRsn says where */
    NMSEC_RC_EIO = 122,         /* the server failed at this request */
    NMSEC_RC_ENODEV = 128,      /* not ready */
    NMSEC_RC_ENOMEM = 132,      /* no room */
    NMSEC_RC_ENXIO = 138,       /* no stack of that name */
    NMSEC_RC_EOPNOTSUPP = 1112, /* not offered here */
    NMSEC_RC_ESHUTDOWN = 1125   /* the server ends */
};

/* NMsMRsn: what is wrong with a request that EINVAL refuses. */
enum {
    NMSEC_RSN_BAD_IDENT = 1,
    NMSEC_RSN_BAD_VERSION = 2,
    NMSEC_RSN_BAD_TYPE = 3,
    NMSEC_RSN_EXCESSIVE_SIZE = 4,
    NMSEC_RSN_HDR_SIZE = 5,
    NMSEC_RSN_MSG_SIZE = 6,
    NMSEC_RSN_RESERVED_NONZERO = 7,
    NMSEC_RSN_RECORD_LENGTH = 8
};

/* NMsIKETunState and NMsIPTunState. */
enum {
    NMSEC_SASTATE_INACTIVE = 1, /* manual tunnels only */
    NMSEC_SASTATE_PENDING = 2,
    NMSEC_SASTATE_INCOMPLETE = 3,
    NMSEC_SASTATE_ACTIVE = 4,
    NMSEC_SASTATE_EXPIRED = 5,
    NMSEC_SASTATE_HALF_CLOSED = 6
};

/* NMsTunStatus in the answer to a control request. */
enum {
    NMSEC_TUNSTATUS_NOTFOUND = 1,
    NMSEC_TUNSTATUS_STATEUPDATED = 2, /* done, or started */
    NMSEC_TUNSTATUS_STATEALREADYSET = 3,
    NMSEC_TUNSTATUS_NOKER = 5,
    NMSEC_TUNSTATUS_NOFILTER = 6,
    NMSEC_TUNSTATUS_NODATAOFFER = 7
};

/* ---- structures ---- */

/* Design-1. Starts every message, in both directions. */
typedef struct NMsecMessageHdr {
    nmsec_b4 NMsMIdent;                 /* "NMsM", X'D5D4A2D4' */
    nmsec_b4 NMsMHdrLength;             /* a later release may be longer */
    nmsec_b4 NMsMMsgLength;             /* header and records */
    nmsec_b2 NMsMVersion;
    nmsec_b2 NMsMType;                  /* NMSEC_TYPE_... */
    nmsec_b8 NMsMCorrelator;            /* the client's; copied back */
    nmsec_b4 NMsMRc;                    /* NMSEC_RC_..., z/OS error numbers */
    nmsec_b4 NMsMRsn;                   /* NMSEC_RSN_... */
    nmsec_b24 NMsMTarget;               /* stack, blank: the default one */
    nmsec_b4 NMsMInRecOff;
    nmsec_b4 NMsMInRecLen;
    nmsec_b4 NMsMInRecNum;
    nmsec_b4 NMsMOutRecOff;
    nmsec_b4 NMsMOutRecLen;
    nmsec_b4 NMsMOutRecNum;
    nmsec_b4 NMsMOutRecTotal;           /* objects before filtering */
    nmsec_b12 NMsMRsvd1;
} NMsecMessageHdr;

/* Design-1. Starts every record; section descriptors follow it, then cascading record descriptors. */
typedef struct NMsecRecordHdr {
    nmsec_b4 NMsRIdent;                 /* "NMsR", X'D5D4A2D9' */
    nmsec_b4 NMsRLength;                /* the whole record: step by it */
    nmsec_b2 NMsRHdrLength;             /* with the descriptors */
    nmsec_b2 NMsRSectNum;
    nmsec_b2 NMsRCascNum;               /* 0 or 1 */
    nmsec_b2 NMsRRsvd1;
} NMsecRecordHdr;

/* Design-1. Section descriptor. */
typedef struct NMsecSection {
    nmsec_b4 NMsSOff;                   /* from the start of the record header */
    nmsec_b2 NMsSLen;                   /* of one occurrence */
    nmsec_b2 NMsSNum;                   /* 0: absent */
} NMsecSection;

/* Design-1. Cascading record descriptor. */
typedef struct NMsecCascade {
    nmsec_b4 NMsCOff;                   /* from the start of the record header */
    nmsec_b4 NMsCLen;
    nmsec_b4 NMsCNum;                   /* present */
    nmsec_b4 NMsCTotal;                 /* that exist */
} NMsecCascade;

/* Design-1. The section of an input filter record. */
typedef struct NMsecInFilter {
    nmsec_b4 NMsFltSelect;              /* which of the following count */
    nmsec_b48 NMsFltTunnelID;
    nmsec_b48 NMsFltName;
    nmsec_b16 NMsFltLclAddr;
    nmsec_b16 NMsFltRmtAddr;
    nmsec_b1 NMsFltLclPrefix;
    nmsec_b1 NMsFltRmtPrefix;
    nmsec_b1 NMsFltState;
    nmsec_b1 NMsFltRsvd1;
    nmsec_b4 NMsFltDiscipline;
    nmsec_b4 NMsFltRsvd2;
} NMsecInFilter;

/* Bits of NMsFltSelect, the first one being the most significant. */
#define NMSEC_BITS_NMsecInFilter(X) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelTunnelID, 0) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelName, 1) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelLclAddr, 2) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelRmtAddr, 3) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelState, 4) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelCurrent, 5) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelDiscipline, 6) \
    X(NMsecInFilter, NMsFltSelect, NMsFltSelIPv6, 7)

/* Part. NMsec_GET_STACKINFO. Published up to NMsStackName. */
typedef struct NMsecStack {
    nmsec_b4 NMsStackFlags;
    nmsec_b24 NMsStackName;
    nmsec_b4 NMsStackNATKeepAlive;      /* seconds */
    nmsec_b1 NMsStackDefensiveMode;     /* 0 inactive, 1 active, 2 simulate */
    nmsec_b3 NMsStackRsvd2;
} NMsecStack;

/* Bits of NMsStackFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecStack(X) \
    X(NMsecStack, NMsStackFlags, NMsStackIPSecurity, 0) \
    X(NMsecStack, NMsStackFlags, NMsStackIPv6Security, 1) \
    X(NMsecStack, NMsStackFlags, NMsStackDVIPSec, 2) \
    X(NMsecStack, NMsStackFlags, NMsStackLogging, 3) \
    X(NMsecStack, NMsStackFlags, NMsStackPreDecap, 4) \
    X(NMsecStack, NMsStackFlags, NMsStackFilterSet, 5) \
    X(NMsecStack, NMsStackFlags, NMsStackFIPS140, 6)

/* Part. NMsec_GET_SUMMARY. Published up to NMsStatP1Retransmit. */
typedef struct NMsecStatistics {
    nmsec_b4 NMsStatP1Active;           /* IKE tunnels, now */
    nmsec_b4 NMsStatP1InProgress;
    nmsec_b4 NMsStatP1Expired;
    nmsec_b8 NMsStatP1LclActSuccess;
    nmsec_b8 NMsStatP1RmtActSuccess;
    nmsec_b8 NMsStatP1LclActFailure;
    nmsec_b8 NMsStatP1RmtActFailure;
    nmsec_b8 NMsStatP1Retransmit;
    nmsec_b8 NMsStatP1Replay;
    nmsec_b8 NMsStatP1Invalid;
    nmsec_b8 NMsStatP1AuthFail;
    nmsec_b4 NMsStatP2Active;           /* dynamic tunnels, now */
    nmsec_b4 NMsStatP2ShadowActive;
    nmsec_b4 NMsStatP2InProgress;
    nmsec_b4 NMsStatP2Expired;
    nmsec_b8 NMsStatP2LclActSuccess;
    nmsec_b8 NMsStatP2RmtActSuccess;
    nmsec_b8 NMsStatP2LclActFailure;
    nmsec_b8 NMsStatP2RmtActFailure;
    nmsec_b8 NMsStatP2Retransmit;
    nmsec_b8 NMsStatP2Replay;
    nmsec_b8 NMsStatP2Invalid;
    nmsec_b8 NMsStatP2Bytes;
    nmsec_b8 NMsStatFltMatch;           /* packets */
    nmsec_b8 NMsStatFltDeny;
    nmsec_b8 NMsStatFltMismatch;
} NMsecStatistics;

/* Published. NMsec_GET_IKETUN, first section. */
typedef struct NMsecIKETunnel {
    nmsec_b4 NMsIKETunFlags;
    nmsec_b48 NMsIKETunID;
    nmsec_b48 NMsIKETunKeyExchRule;
    nmsec_b48 NMsIKETunKeyExchAction;
    union {
        nmsec_b4 NMsIKETunLclEndpt4;
        nmsec_b16 NMsIKETunLclEndpt6;
    };
    union {
        nmsec_b4 NMsIKETunRmtEndpt4;
        nmsec_b16 NMsIKETunRmtEndpt6;
    };
    nmsec_b8 NMsIKETunICookie;          /* initiator's SPI */
    nmsec_b8 NMsIKETunRCookie;          /* responder's SPI */
    nmsec_b1 NMsIKETunExchangeMode;     /* IKEv2: 0 */
    nmsec_b1 NMsIKETunState;            /* NMSEC_SASTATE_... */
    nmsec_b1 NMsIKETunAuthAlg;
    nmsec_b1 NMsIKETunEncryptAlg;
    nmsec_b4 NMsIKETunDHGroup;
    nmsec_b1 NMsIKETunPeerAuthMethod;
    nmsec_b1 NMsIKETunRole;             /* 1 initiator, 2 responder */
    nmsec_b1 NMsIKETunNATTLevel;
    nmsec_b1 NMsIKETunExtState;
    nmsec_b8 NMsIKETunLifesize;         /* bytes; 0: none */
    nmsec_b4 NMsIKETunLifetime;         /* seconds */
    nmsec_b4 NMsIKETunLifetimeRefresh;
    nmsec_b4 NMsIKETunLifetimeExpire;
    nmsec_b2 NMsIKETunRmtUDPPort;
    nmsec_b1 NMsIKETunLIDType;          /* RFC 2407 numbers */
    nmsec_b1 NMsIKETunRIDType;
    nmsec_b4 NMsIKETunStartTime;
    nmsec_b1 NMsIKETunMajorVer;
    nmsec_b1 NMsIKETunMinorVer;
    nmsec_b1 NMsIKETunPseudoRandomFunc;
    nmsec_b1 NMsIKETunLocalAuthMethod;
    nmsec_b4 NMsIKETunReauthInterval;   /* seconds */
    nmsec_b4 NMsIKETunReauthTime;
    nmsec_b4 NMsIKETunGeneration;
    nmsec_b4 NMsIKETunEncryptKeyLength; /* bits */
} NMsecIKETunnel;

/* Bits of NMsIKETunFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecIKETunnel(X) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunIPv6, 0) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunNATAllowed, 1) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunLclNAT, 2) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunRmtNAT, 3) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunRmtNAPT, 4) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunCanInitP1, 5) \
    X(NMsecIKETunnel, NMsIKETunFlags, NMsIKETunFIPS140, 6)

/* Published. NMsec_GET_IKETUN, second section. Two sections of text follow: local and remote identity. */
typedef struct NMsecIKETunStats {
    nmsec_b4 NMsIKETunP2Current;
    nmsec_b4 NMsIKETunP2InProgress;
    nmsec_b4 NMsIKETunP2LclActSuccess;
    nmsec_b4 NMsIKETunP2RmtActSuccess;
    nmsec_b4 NMsIKETunP2LclActFailure;
    nmsec_b4 NMsIKETunP2RmtActFailure;
    nmsec_b8 NMsIKETunBytes;
    nmsec_b8 NMsIKETunP1Rexmit;
    nmsec_b8 NMsIKETunP1Replay;
    nmsec_b8 NMsIPIKETunP2Rexmit;       /* the name is irregular where it was published */
    nmsec_b8 NMsIPIKEStatsP2Replay;     /* likewise */
} NMsecIKETunStats;

/* Part. First section of every manual and dynamic tunnel. Published up to NMsIPTunState. */
typedef struct NMsecIPTunnel {
    nmsec_b48 NMsIPTunID;
    nmsec_b48 NMsIPTunVPNAction;
    nmsec_b4 NMsIPTunFlags;
    nmsec_b1 NMsIPTunType;              /* 1 manual, 2 stack's view, 3 IKE's view */
    nmsec_b1 NMsIPTunState;             /* NMSEC_SASTATE_... */
    nmsec_b1 NMsIPTunEncapMode;         /* 1 tunnel, 2 transport */
    nmsec_b1 NMsIPTunProto;             /* 50 ESP, 51 AH */
    nmsec_b1 NMsIPTunAuthAlg;
    nmsec_b1 NMsIPTunEncryptAlg;
    nmsec_b2 NMsIPTunRsvd2;
    nmsec_b4 NMsIPTunEncryptKeyLength;  /* bits */
    nmsec_b16 NMsIPTunLclEndpt;         /* IPv4 in the first four bytes */
    nmsec_b16 NMsIPTunRmtEndpt;
    nmsec_b4 NMsIPTunInAuthSPI;
    nmsec_b4 NMsIPTunOutAuthSPI;
    nmsec_b4 NMsIPTunInEncrSPI;
    nmsec_b4 NMsIPTunOutEncrSPI;
    nmsec_b4 NMsIPTunStartTime;
    nmsec_b4 NMsIPTunRsvd3;
} NMsecIPTunnel;

/* Bits of NMsIPTunFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecIPTunnel(X) \
    X(NMsecIPTunnel, NMsIPTunFlags, NMsIPTunFlagIPv6, 0) \
    X(NMsecIPTunnel, NMsIPTunFlags, NMsIPTunFIPS140, 1)

/* Design-1. NMsec_GET_IPTUNMANUAL, second section. */
typedef struct NMsecIPManualTunnel {
    nmsec_b8 NMsIPManInPackets;
    nmsec_b8 NMsIPManOutPackets;
    nmsec_b8 NMsIPManInBytes;
    nmsec_b8 NMsIPManOutBytes;
} NMsecIPManualTunnel;

/* Design-1. NMsec_GET_IPTUNDYNIKE and NMsec_GET_IPTUNDYNSTACK, second section. */
typedef struct NMsecIPDynTunnel {
    nmsec_b4 NMsIPDynFlags;
    nmsec_b48 NMsIPDynIKETunID;
    nmsec_b48 NMsIPDynVPNRule;
    nmsec_b4 NMsIPDynGeneration;
    nmsec_b4 NMsIPDynIKEGeneration;
    nmsec_b16 NMsIPDynLclData;
    nmsec_b16 NMsIPDynLclDataHigh;
    nmsec_b16 NMsIPDynRmtData;
    nmsec_b16 NMsIPDynRmtDataHigh;
    nmsec_b1 NMsIPDynLclForm;           /* 0 all, 1 single, 2 prefix, 3 range */
    nmsec_b1 NMsIPDynLclPrefix;
    nmsec_b1 NMsIPDynRmtForm;
    nmsec_b1 NMsIPDynRmtPrefix;
    nmsec_b1 NMsIPDynProtocol;
    nmsec_b1 NMsIPDynActMethod;         /* 1 user, 2 remote, 3 on demand, 5 takeover, 6 automatic */
    nmsec_b2 NMsIPDynLclPortLow;
    nmsec_b2 NMsIPDynLclPortHigh;
    nmsec_b2 NMsIPDynRmtPortLow;
    nmsec_b2 NMsIPDynRmtPortHigh;
    nmsec_b2 NMsIPDynRsvd1;
    nmsec_b4 NMsIPDynDHGroup;
    nmsec_b8 NMsIPDynLifesize;
    nmsec_b8 NMsIPDynLifesizeRefresh;
    nmsec_b4 NMsIPDynLifetime;
    nmsec_b4 NMsIPDynLifetimeRefresh;
    nmsec_b4 NMsIPDynLifetimeExpire;
    nmsec_b4 NMsIPDynVPNLifeExpire;
    nmsec_b2 NMsIPDynRmtUDPPort;
    nmsec_b2 NMsIPDynRsvd2;
    nmsec_b4 NMsIPDynSrcNATOA;
    nmsec_b4 NMsIPDynDstNATOA;
    nmsec_b4 NMsIPDynRsvd3;
} NMsecIPDynTunnel;

/* Bits of NMsIPDynFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecIPDynTunnel(X) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynUDPEncap, 0) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynLclNAT, 1) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynRmtNAT, 2) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynRmtNAPT, 3) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynCanInitP2, 4) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynClearDF, 5) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, NMsIPDynClearDSCP, 6)

/* Design-1. NMsec_GET_IPTUNDYNIKE, third section. Two sections of text follow: local and remote client ID. */
typedef struct NMsecIPDynamicIKE {
    nmsec_b1 NMsIPDynExtState;
    nmsec_b1 NMsIPDynLIDType;
    nmsec_b1 NMsIPDynRIDType;
    nmsec_b1 NMsIPDynIKERsvd1;
    nmsec_b4 NMsIPDynStartTime;
    nmsec_b8 NMsIPDynIKERsvd2;
} NMsecIPDynamicIKE;

/* Design-1. NMsec_GET_IPTUNDYNSTACK, third section. */
typedef struct NMsecIPDynamicStack {
    nmsec_b8 NMsIPDynInPackets;
    nmsec_b8 NMsIPDynOutPackets;
    nmsec_b8 NMsIPDynInBytes;
    nmsec_b8 NMsIPDynOutBytes;
    nmsec_b8 NMsIPDynCurrentLifesize;
    nmsec_b4 NMsIPDynStackFlags;
    nmsec_b4 NMsIPDynStackRsvd2;
} NMsecIPDynamicStack;

/* Bits of NMsIPDynStackFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecIPDynamicStack(X) \
    X(NMsecIPDynamicStack, NMsIPDynStackFlags, NMsIPDynShadow, 0)

/* Published. NMsec_GET_IPINTERFACES. The flags are counted from the first bit of byte 33. */
typedef struct NMsecInterface {
    nmsec_b16 NMsInterfaceName;
    nmsec_b16 NMsInterfaceAddr;         /* IPv4 in the LAST four bytes */
    nmsec_b1 NMsInterfaceSecClass;
    nmsec_b1 NMsInterfaceFlags;
    nmsec_b2 NMsInterfaceRsvd1;
} NMsecInterface;

/* Bits of NMsInterfaceFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecInterface(X) \
    X(NMsecInterface, NMsInterfaceFlags, NMsIPv6, 0) \
    X(NMsecInterface, NMsInterfaceFlags, NMsInterfaceActive, 1) \
    X(NMsecInterface, NMsInterfaceFlags, NMsInterfaceDVIPA, 2)

/* Design-1. NMsec_GET_IPFLTCURR, _IPFLTDEFAULT, _IPFLTPOLICY. A section of text follows: remote identity. */
typedef struct NMsecIPFilter {
    nmsec_b48 NMsFilName;
    nmsec_b4 NMsFilNameExt;
    nmsec_b48 NMsFilGroup;
    nmsec_b48 NMsFilLclStart;
    nmsec_b48 NMsFilVPNAction;
    nmsec_b48 NMsFilTunnelID;
    nmsec_b4 NMsFilFlags;
    nmsec_b1 NMsFilType;
    nmsec_b1 NMsFilState;               /* 1 active, 2 inactive */
    nmsec_b1 NMsFilAction;              /* 1 permit, 2 deny, 3 defensive block, 4 simulate */
    nmsec_b1 NMsFilScope;               /* 1 local, 2 routed, 3 both */
    nmsec_b1 NMsFilDirection;           /* 1 inbound, 2 outbound */
    nmsec_b1 NMsFilSecClass;
    nmsec_b2 NMsFilLogLimit;
    nmsec_b2 NMsFilProtocol;            /* 65535: all */
    nmsec_b1 NMsFilICMPType;            /* 255: any */
    nmsec_b1 NMsFilICMPCode;
    nmsec_b1 NMsFilOSPFType;
    nmsec_b1 NMsFilTCPQualifier;
    nmsec_b1 NMsFilMIPv6Type;
    nmsec_b1 NMsFilDiscardAction;
    nmsec_b16 NMsFilSrcAddr;
    nmsec_b16 NMsFilSrcAddrHigh;
    nmsec_b16 NMsFilDstAddr;
    nmsec_b16 NMsFilDstAddrHigh;
    nmsec_b1 NMsFilSrcPrefix;
    nmsec_b1 NMsFilDstPrefix;
    nmsec_b1 NMsFilSrcForm;             /* 0 all, 1 single, 2 prefix, 3 range */
    nmsec_b1 NMsFilDstForm;
    nmsec_b2 NMsFilSrcPortLow;
    nmsec_b2 NMsFilSrcPortHigh;
    nmsec_b2 NMsFilDstPortLow;
    nmsec_b2 NMsFilDstPortHigh;
    nmsec_b1 NMsFilICMPTypeHigh;
    nmsec_b1 NMsFilICMPCodeHigh;
    nmsec_b2 NMsFilOrigRmtConnPort;
    nmsec_b2 NMsFilRmtUDPEncapPort;
    nmsec_b2 NMsFilRsvd2;
    nmsec_b1 NMsFilGranProtocol;        /* 0 n/a, 1 from packet, 2 from filter */
    nmsec_b1 NMsFilGranSrcAddr;
    nmsec_b1 NMsFilGranSrcPort;
    nmsec_b1 NMsFilGranDstAddr;
    nmsec_b1 NMsFilGranDstPort;
    nmsec_b1 NMsFilGranICMPType;
    nmsec_b1 NMsFilGranICMPCode;
    nmsec_b1 NMsFilGranMIPv6Type;
    nmsec_b4 NMsFilCreateTime;
    nmsec_b4 NMsFilUpdateTime;
    nmsec_b4 NMsFilLifetimeExpires;
    nmsec_b8 NMsFilMatches;             /* packets */
    nmsec_b4 NMsFilStackCount;
    nmsec_b1 NMsFilRIDType;
    nmsec_b3 NMsFilRsvd3;
} NMsecIPFilter;

/* Bits of NMsFilFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecIPFilter(X) \
    X(NMsecIPFilter, NMsFilFlags, NMsFilIPv6, 0) \
    X(NMsecIPFilter, NMsFilFlags, NMsFilOnDemand, 1) \
    X(NMsecIPFilter, NMsFilFlags, NMsFilFragmentsOnly, 2) \
    X(NMsecIPFilter, NMsFilFlags, NMsFilLogPermit, 3) \
    X(NMsecIPFilter, NMsFilFlags, NMsFilLogDeny, 4)

/* Design-1. NMsec_GET_PORTTRAN. */
typedef struct NMsecPortTran {
    nmsec_b16 NMsPortRmtAddr;
    nmsec_b1 NMsPortProtocol;           /* 6 or 17 */
    nmsec_b1 NMsPortRsvd1;
    nmsec_b2 NMsPortOriginal;
    nmsec_b2 NMsPortTranslated;
    nmsec_b2 NMsPortRsvd2;
} NMsecPortTran;

/* Part. NMsec_GET_IKENSINFO. Published up to the certificate services' bits. */
typedef struct NMsecNSS {
    nmsec_b24 NMsIKENSClientName;
    nmsec_b8 NMsIKENSStackName;
    nmsec_b8 NMsIKENSUserid;
    nmsec_b8 NMsIKENSServerSysName;
    nmsec_b4 NMsIKENSFlags;
    nmsec_b16 NMsIKENSServerAddr;
    nmsec_b2 NMsIKENSServerPort;
    nmsec_b2 NMsIKENSRsvd2;
} NMsecNSS;

/* Bits of NMsIKENSFlags, the first one being the most significant. */
#define NMSEC_BITS_NMsecNSS(X) \
    X(NMsecNSS, NMsIKENSFlags, NMsIKENSSConfigured, 0) \
    X(NMsecNSS, NMsIKENSFlags, NMsIKENSSvcSelCert, 1) \
    X(NMsecNSS, NMsIKENSFlags, NMsIKENSSvcEnblCert, 2) \
    X(NMsecNSS, NMsIKENSFlags, NMsIKENSSvcSelMgmt, 3) \
    X(NMsecNSS, NMsIKENSFlags, NMsIKENSSvcEnblMgmt, 4)

/* Design-1. NMsec_GET_CLIENTINFO, on the NSS socket. */
typedef struct NMsecClient {
    nmsec_b24 NMsCliName;
    nmsec_b4 NMsCliDiscipline;          /* 1 IPSec, 2 XMLAppliance */
    nmsec_b8 NMsCliUserid;
    nmsec_b16 NMsCliAddr;
    nmsec_b2 NMsCliPort;
    nmsec_b2 NMsCliAPIVersion;
    nmsec_b4 NMsCliConnectTime;
    nmsec_b4 NMsCliFlags;
} NMsecClient;

/* Part. Input and output of control requests. Published up to NMsTunStatus. */
typedef struct NMsecTunnel {
    nmsec_b48 NMsTunName;               /* rule or action; blank when not used */
    nmsec_b48 NMsTunTunnelID;           /* for refresh and deactivate */
    nmsec_b1 NMsTunStatus;              /* NMSEC_TUNSTATUS_... */
    nmsec_b3 NMsTunRsvd1;
} NMsecTunnel;

/* ---- the layout as a table: what a compiler makes of it is asserted against it, and programs can walk it ----
 *
 * X(structure, field, offset, length, kind). Kinds: TEXT (EBCDIC), NUM, HEX (a number that names something), TIME (seconds
 * since 1970 UTC), FLAGS, RSVD (zero), ADDR (IPv4 in the first four of sixteen bytes), ADDRLAST (in the last four), ADDR4, ADDR6.
 */
#define NMSEC_LAYOUT_NMsecMessageHdr(X) \
    X(NMsecMessageHdr, NMsMIdent, 0, 4, TEXT) \
    X(NMsecMessageHdr, NMsMHdrLength, 4, 4, NUM) \
    X(NMsecMessageHdr, NMsMMsgLength, 8, 4, NUM) \
    X(NMsecMessageHdr, NMsMVersion, 12, 2, NUM) \
    X(NMsecMessageHdr, NMsMType, 14, 2, NUM) \
    X(NMsecMessageHdr, NMsMCorrelator, 16, 8, HEX) \
    X(NMsecMessageHdr, NMsMRc, 24, 4, NUM) \
    X(NMsecMessageHdr, NMsMRsn, 28, 4, NUM) \
    X(NMsecMessageHdr, NMsMTarget, 32, 24, TEXT) \
    X(NMsecMessageHdr, NMsMInRecOff, 56, 4, NUM) \
    X(NMsecMessageHdr, NMsMInRecLen, 60, 4, NUM) \
    X(NMsecMessageHdr, NMsMInRecNum, 64, 4, NUM) \
    X(NMsecMessageHdr, NMsMOutRecOff, 68, 4, NUM) \
    X(NMsecMessageHdr, NMsMOutRecLen, 72, 4, NUM) \
    X(NMsecMessageHdr, NMsMOutRecNum, 76, 4, NUM) \
    X(NMsecMessageHdr, NMsMOutRecTotal, 80, 4, NUM) \
    X(NMsecMessageHdr, NMsMRsvd1, 84, 12, RSVD)

#define NMSEC_LAYOUT_NMsecRecordHdr(X) \
    X(NMsecRecordHdr, NMsRIdent, 0, 4, TEXT) \
    X(NMsecRecordHdr, NMsRLength, 4, 4, NUM) \
    X(NMsecRecordHdr, NMsRHdrLength, 8, 2, NUM) \
    X(NMsecRecordHdr, NMsRSectNum, 10, 2, NUM) \
    X(NMsecRecordHdr, NMsRCascNum, 12, 2, NUM) \
    X(NMsecRecordHdr, NMsRRsvd1, 14, 2, RSVD)

#define NMSEC_LAYOUT_NMsecSection(X) \
    X(NMsecSection, NMsSOff, 0, 4, NUM) \
    X(NMsecSection, NMsSLen, 4, 2, NUM) \
    X(NMsecSection, NMsSNum, 6, 2, NUM)

#define NMSEC_LAYOUT_NMsecCascade(X) \
    X(NMsecCascade, NMsCOff, 0, 4, NUM) \
    X(NMsecCascade, NMsCLen, 4, 4, NUM) \
    X(NMsecCascade, NMsCNum, 8, 4, NUM) \
    X(NMsecCascade, NMsCTotal, 12, 4, NUM)

#define NMSEC_LAYOUT_NMsecInFilter(X) \
    X(NMsecInFilter, NMsFltSelect, 0, 4, FLAGS) \
    X(NMsecInFilter, NMsFltTunnelID, 4, 48, TEXT) \
    X(NMsecInFilter, NMsFltName, 52, 48, TEXT) \
    X(NMsecInFilter, NMsFltLclAddr, 100, 16, ADDR) \
    X(NMsecInFilter, NMsFltRmtAddr, 116, 16, ADDR) \
    X(NMsecInFilter, NMsFltLclPrefix, 132, 1, NUM) \
    X(NMsecInFilter, NMsFltRmtPrefix, 133, 1, NUM) \
    X(NMsecInFilter, NMsFltState, 134, 1, NUM) \
    X(NMsecInFilter, NMsFltRsvd1, 135, 1, RSVD) \
    X(NMsecInFilter, NMsFltDiscipline, 136, 4, NUM) \
    X(NMsecInFilter, NMsFltRsvd2, 140, 4, RSVD)

#define NMSEC_LAYOUT_NMsecStack(X) \
    X(NMsecStack, NMsStackFlags, 0, 4, FLAGS) \
    X(NMsecStack, NMsStackName, 4, 24, TEXT) \
    X(NMsecStack, NMsStackNATKeepAlive, 28, 4, NUM) \
    X(NMsecStack, NMsStackDefensiveMode, 32, 1, NUM) \
    X(NMsecStack, NMsStackRsvd2, 33, 3, RSVD)

#define NMSEC_LAYOUT_NMsecStatistics(X) \
    X(NMsecStatistics, NMsStatP1Active, 0, 4, NUM) \
    X(NMsecStatistics, NMsStatP1InProgress, 4, 4, NUM) \
    X(NMsecStatistics, NMsStatP1Expired, 8, 4, NUM) \
    X(NMsecStatistics, NMsStatP1LclActSuccess, 12, 8, NUM) \
    X(NMsecStatistics, NMsStatP1RmtActSuccess, 20, 8, NUM) \
    X(NMsecStatistics, NMsStatP1LclActFailure, 28, 8, NUM) \
    X(NMsecStatistics, NMsStatP1RmtActFailure, 36, 8, NUM) \
    X(NMsecStatistics, NMsStatP1Retransmit, 44, 8, NUM) \
    X(NMsecStatistics, NMsStatP1Replay, 52, 8, NUM) \
    X(NMsecStatistics, NMsStatP1Invalid, 60, 8, NUM) \
    X(NMsecStatistics, NMsStatP1AuthFail, 68, 8, NUM) \
    X(NMsecStatistics, NMsStatP2Active, 76, 4, NUM) \
    X(NMsecStatistics, NMsStatP2ShadowActive, 80, 4, NUM) \
    X(NMsecStatistics, NMsStatP2InProgress, 84, 4, NUM) \
    X(NMsecStatistics, NMsStatP2Expired, 88, 4, NUM) \
    X(NMsecStatistics, NMsStatP2LclActSuccess, 92, 8, NUM) \
    X(NMsecStatistics, NMsStatP2RmtActSuccess, 100, 8, NUM) \
    X(NMsecStatistics, NMsStatP2LclActFailure, 108, 8, NUM) \
    X(NMsecStatistics, NMsStatP2RmtActFailure, 116, 8, NUM) \
    X(NMsecStatistics, NMsStatP2Retransmit, 124, 8, NUM) \
    X(NMsecStatistics, NMsStatP2Replay, 132, 8, NUM) \
    X(NMsecStatistics, NMsStatP2Invalid, 140, 8, NUM) \
    X(NMsecStatistics, NMsStatP2Bytes, 148, 8, NUM) \
    X(NMsecStatistics, NMsStatFltMatch, 156, 8, NUM) \
    X(NMsecStatistics, NMsStatFltDeny, 164, 8, NUM) \
    X(NMsecStatistics, NMsStatFltMismatch, 172, 8, NUM)

#define NMSEC_LAYOUT_NMsecIKETunnel(X) \
    X(NMsecIKETunnel, NMsIKETunFlags, 0, 4, FLAGS) \
    X(NMsecIKETunnel, NMsIKETunID, 4, 48, TEXT) \
    X(NMsecIKETunnel, NMsIKETunKeyExchRule, 52, 48, TEXT) \
    X(NMsecIKETunnel, NMsIKETunKeyExchAction, 100, 48, TEXT) \
    X(NMsecIKETunnel, NMsIKETunLclEndpt4, 148, 4, ADDR4) \
    X(NMsecIKETunnel, NMsIKETunLclEndpt6, 148, 16, ADDR6) \
    X(NMsecIKETunnel, NMsIKETunRmtEndpt4, 164, 4, ADDR4) \
    X(NMsecIKETunnel, NMsIKETunRmtEndpt6, 164, 16, ADDR6) \
    X(NMsecIKETunnel, NMsIKETunICookie, 180, 8, HEX) \
    X(NMsecIKETunnel, NMsIKETunRCookie, 188, 8, HEX) \
    X(NMsecIKETunnel, NMsIKETunExchangeMode, 196, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunState, 197, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunAuthAlg, 198, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunEncryptAlg, 199, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunDHGroup, 200, 4, NUM) \
    X(NMsecIKETunnel, NMsIKETunPeerAuthMethod, 204, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunRole, 205, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunNATTLevel, 206, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunExtState, 207, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunLifesize, 208, 8, NUM) \
    X(NMsecIKETunnel, NMsIKETunLifetime, 216, 4, NUM) \
    X(NMsecIKETunnel, NMsIKETunLifetimeRefresh, 220, 4, TIME) \
    X(NMsecIKETunnel, NMsIKETunLifetimeExpire, 224, 4, TIME) \
    X(NMsecIKETunnel, NMsIKETunRmtUDPPort, 228, 2, NUM) \
    X(NMsecIKETunnel, NMsIKETunLIDType, 230, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunRIDType, 231, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunStartTime, 232, 4, TIME) \
    X(NMsecIKETunnel, NMsIKETunMajorVer, 236, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunMinorVer, 237, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunPseudoRandomFunc, 238, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunLocalAuthMethod, 239, 1, NUM) \
    X(NMsecIKETunnel, NMsIKETunReauthInterval, 240, 4, NUM) \
    X(NMsecIKETunnel, NMsIKETunReauthTime, 244, 4, TIME) \
    X(NMsecIKETunnel, NMsIKETunGeneration, 248, 4, NUM) \
    X(NMsecIKETunnel, NMsIKETunEncryptKeyLength, 252, 4, NUM)

#define NMSEC_LAYOUT_NMsecIKETunStats(X) \
    X(NMsecIKETunStats, NMsIKETunP2Current, 0, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunP2InProgress, 4, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunP2LclActSuccess, 8, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunP2RmtActSuccess, 12, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunP2LclActFailure, 16, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunP2RmtActFailure, 20, 4, NUM) \
    X(NMsecIKETunStats, NMsIKETunBytes, 24, 8, NUM) \
    X(NMsecIKETunStats, NMsIKETunP1Rexmit, 32, 8, NUM) \
    X(NMsecIKETunStats, NMsIKETunP1Replay, 40, 8, NUM) \
    X(NMsecIKETunStats, NMsIPIKETunP2Rexmit, 48, 8, NUM) \
    X(NMsecIKETunStats, NMsIPIKEStatsP2Replay, 56, 8, NUM)

#define NMSEC_LAYOUT_NMsecIPTunnel(X) \
    X(NMsecIPTunnel, NMsIPTunID, 0, 48, TEXT) \
    X(NMsecIPTunnel, NMsIPTunVPNAction, 48, 48, TEXT) \
    X(NMsecIPTunnel, NMsIPTunFlags, 96, 4, FLAGS) \
    X(NMsecIPTunnel, NMsIPTunType, 100, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunState, 101, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunEncapMode, 102, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunProto, 103, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunAuthAlg, 104, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunEncryptAlg, 105, 1, NUM) \
    X(NMsecIPTunnel, NMsIPTunRsvd2, 106, 2, RSVD) \
    X(NMsecIPTunnel, NMsIPTunEncryptKeyLength, 108, 4, NUM) \
    X(NMsecIPTunnel, NMsIPTunLclEndpt, 112, 16, ADDR) \
    X(NMsecIPTunnel, NMsIPTunRmtEndpt, 128, 16, ADDR) \
    X(NMsecIPTunnel, NMsIPTunInAuthSPI, 144, 4, HEX) \
    X(NMsecIPTunnel, NMsIPTunOutAuthSPI, 148, 4, HEX) \
    X(NMsecIPTunnel, NMsIPTunInEncrSPI, 152, 4, HEX) \
    X(NMsecIPTunnel, NMsIPTunOutEncrSPI, 156, 4, HEX) \
    X(NMsecIPTunnel, NMsIPTunStartTime, 160, 4, TIME) \
    X(NMsecIPTunnel, NMsIPTunRsvd3, 164, 4, RSVD)

#define NMSEC_LAYOUT_NMsecIPManualTunnel(X) \
    X(NMsecIPManualTunnel, NMsIPManInPackets, 0, 8, NUM) \
    X(NMsecIPManualTunnel, NMsIPManOutPackets, 8, 8, NUM) \
    X(NMsecIPManualTunnel, NMsIPManInBytes, 16, 8, NUM) \
    X(NMsecIPManualTunnel, NMsIPManOutBytes, 24, 8, NUM)

#define NMSEC_LAYOUT_NMsecIPDynTunnel(X) \
    X(NMsecIPDynTunnel, NMsIPDynFlags, 0, 4, FLAGS) \
    X(NMsecIPDynTunnel, NMsIPDynIKETunID, 4, 48, TEXT) \
    X(NMsecIPDynTunnel, NMsIPDynVPNRule, 52, 48, TEXT) \
    X(NMsecIPDynTunnel, NMsIPDynGeneration, 100, 4, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynIKEGeneration, 104, 4, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLclData, 108, 16, ADDR) \
    X(NMsecIPDynTunnel, NMsIPDynLclDataHigh, 124, 16, ADDR) \
    X(NMsecIPDynTunnel, NMsIPDynRmtData, 140, 16, ADDR) \
    X(NMsecIPDynTunnel, NMsIPDynRmtDataHigh, 156, 16, ADDR) \
    X(NMsecIPDynTunnel, NMsIPDynLclForm, 172, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLclPrefix, 173, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRmtForm, 174, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRmtPrefix, 175, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynProtocol, 176, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynActMethod, 177, 1, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLclPortLow, 178, 2, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLclPortHigh, 180, 2, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRmtPortLow, 182, 2, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRmtPortHigh, 184, 2, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRsvd1, 186, 2, RSVD) \
    X(NMsecIPDynTunnel, NMsIPDynDHGroup, 188, 4, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLifesize, 192, 8, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLifesizeRefresh, 200, 8, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLifetime, 208, 4, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynLifetimeRefresh, 212, 4, TIME) \
    X(NMsecIPDynTunnel, NMsIPDynLifetimeExpire, 216, 4, TIME) \
    X(NMsecIPDynTunnel, NMsIPDynVPNLifeExpire, 220, 4, TIME) \
    X(NMsecIPDynTunnel, NMsIPDynRmtUDPPort, 224, 2, NUM) \
    X(NMsecIPDynTunnel, NMsIPDynRsvd2, 226, 2, RSVD) \
    X(NMsecIPDynTunnel, NMsIPDynSrcNATOA, 228, 4, ADDR4) \
    X(NMsecIPDynTunnel, NMsIPDynDstNATOA, 232, 4, ADDR4) \
    X(NMsecIPDynTunnel, NMsIPDynRsvd3, 236, 4, RSVD)

#define NMSEC_LAYOUT_NMsecIPDynamicIKE(X) \
    X(NMsecIPDynamicIKE, NMsIPDynExtState, 0, 1, NUM) \
    X(NMsecIPDynamicIKE, NMsIPDynLIDType, 1, 1, NUM) \
    X(NMsecIPDynamicIKE, NMsIPDynRIDType, 2, 1, NUM) \
    X(NMsecIPDynamicIKE, NMsIPDynIKERsvd1, 3, 1, RSVD) \
    X(NMsecIPDynamicIKE, NMsIPDynStartTime, 4, 4, TIME) \
    X(NMsecIPDynamicIKE, NMsIPDynIKERsvd2, 8, 8, RSVD)

#define NMSEC_LAYOUT_NMsecIPDynamicStack(X) \
    X(NMsecIPDynamicStack, NMsIPDynInPackets, 0, 8, NUM) \
    X(NMsecIPDynamicStack, NMsIPDynOutPackets, 8, 8, NUM) \
    X(NMsecIPDynamicStack, NMsIPDynInBytes, 16, 8, NUM) \
    X(NMsecIPDynamicStack, NMsIPDynOutBytes, 24, 8, NUM) \
    X(NMsecIPDynamicStack, NMsIPDynCurrentLifesize, 32, 8, NUM) \
    X(NMsecIPDynamicStack, NMsIPDynStackFlags, 40, 4, FLAGS) \
    X(NMsecIPDynamicStack, NMsIPDynStackRsvd2, 44, 4, RSVD)

#define NMSEC_LAYOUT_NMsecInterface(X) \
    X(NMsecInterface, NMsInterfaceName, 0, 16, TEXT) \
    X(NMsecInterface, NMsInterfaceAddr, 16, 16, ADDRLAST) \
    X(NMsecInterface, NMsInterfaceSecClass, 32, 1, NUM) \
    X(NMsecInterface, NMsInterfaceFlags, 33, 1, FLAGS) \
    X(NMsecInterface, NMsInterfaceRsvd1, 34, 2, RSVD)

#define NMSEC_LAYOUT_NMsecIPFilter(X) \
    X(NMsecIPFilter, NMsFilName, 0, 48, TEXT) \
    X(NMsecIPFilter, NMsFilNameExt, 48, 4, NUM) \
    X(NMsecIPFilter, NMsFilGroup, 52, 48, TEXT) \
    X(NMsecIPFilter, NMsFilLclStart, 100, 48, TEXT) \
    X(NMsecIPFilter, NMsFilVPNAction, 148, 48, TEXT) \
    X(NMsecIPFilter, NMsFilTunnelID, 196, 48, TEXT) \
    X(NMsecIPFilter, NMsFilFlags, 244, 4, FLAGS) \
    X(NMsecIPFilter, NMsFilType, 248, 1, NUM) \
    X(NMsecIPFilter, NMsFilState, 249, 1, NUM) \
    X(NMsecIPFilter, NMsFilAction, 250, 1, NUM) \
    X(NMsecIPFilter, NMsFilScope, 251, 1, NUM) \
    X(NMsecIPFilter, NMsFilDirection, 252, 1, NUM) \
    X(NMsecIPFilter, NMsFilSecClass, 253, 1, NUM) \
    X(NMsecIPFilter, NMsFilLogLimit, 254, 2, NUM) \
    X(NMsecIPFilter, NMsFilProtocol, 256, 2, NUM) \
    X(NMsecIPFilter, NMsFilICMPType, 258, 1, NUM) \
    X(NMsecIPFilter, NMsFilICMPCode, 259, 1, NUM) \
    X(NMsecIPFilter, NMsFilOSPFType, 260, 1, NUM) \
    X(NMsecIPFilter, NMsFilTCPQualifier, 261, 1, NUM) \
    X(NMsecIPFilter, NMsFilMIPv6Type, 262, 1, NUM) \
    X(NMsecIPFilter, NMsFilDiscardAction, 263, 1, NUM) \
    X(NMsecIPFilter, NMsFilSrcAddr, 264, 16, ADDR) \
    X(NMsecIPFilter, NMsFilSrcAddrHigh, 280, 16, ADDR) \
    X(NMsecIPFilter, NMsFilDstAddr, 296, 16, ADDR) \
    X(NMsecIPFilter, NMsFilDstAddrHigh, 312, 16, ADDR) \
    X(NMsecIPFilter, NMsFilSrcPrefix, 328, 1, NUM) \
    X(NMsecIPFilter, NMsFilDstPrefix, 329, 1, NUM) \
    X(NMsecIPFilter, NMsFilSrcForm, 330, 1, NUM) \
    X(NMsecIPFilter, NMsFilDstForm, 331, 1, NUM) \
    X(NMsecIPFilter, NMsFilSrcPortLow, 332, 2, NUM) \
    X(NMsecIPFilter, NMsFilSrcPortHigh, 334, 2, NUM) \
    X(NMsecIPFilter, NMsFilDstPortLow, 336, 2, NUM) \
    X(NMsecIPFilter, NMsFilDstPortHigh, 338, 2, NUM) \
    X(NMsecIPFilter, NMsFilICMPTypeHigh, 340, 1, NUM) \
    X(NMsecIPFilter, NMsFilICMPCodeHigh, 341, 1, NUM) \
    X(NMsecIPFilter, NMsFilOrigRmtConnPort, 342, 2, NUM) \
    X(NMsecIPFilter, NMsFilRmtUDPEncapPort, 344, 2, NUM) \
    X(NMsecIPFilter, NMsFilRsvd2, 346, 2, RSVD) \
    X(NMsecIPFilter, NMsFilGranProtocol, 348, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranSrcAddr, 349, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranSrcPort, 350, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranDstAddr, 351, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranDstPort, 352, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranICMPType, 353, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranICMPCode, 354, 1, NUM) \
    X(NMsecIPFilter, NMsFilGranMIPv6Type, 355, 1, NUM) \
    X(NMsecIPFilter, NMsFilCreateTime, 356, 4, TIME) \
    X(NMsecIPFilter, NMsFilUpdateTime, 360, 4, TIME) \
    X(NMsecIPFilter, NMsFilLifetimeExpires, 364, 4, TIME) \
    X(NMsecIPFilter, NMsFilMatches, 368, 8, NUM) \
    X(NMsecIPFilter, NMsFilStackCount, 376, 4, NUM) \
    X(NMsecIPFilter, NMsFilRIDType, 380, 1, NUM) \
    X(NMsecIPFilter, NMsFilRsvd3, 381, 3, RSVD)

#define NMSEC_LAYOUT_NMsecPortTran(X) \
    X(NMsecPortTran, NMsPortRmtAddr, 0, 16, ADDR) \
    X(NMsecPortTran, NMsPortProtocol, 16, 1, NUM) \
    X(NMsecPortTran, NMsPortRsvd1, 17, 1, RSVD) \
    X(NMsecPortTran, NMsPortOriginal, 18, 2, NUM) \
    X(NMsecPortTran, NMsPortTranslated, 20, 2, NUM) \
    X(NMsecPortTran, NMsPortRsvd2, 22, 2, RSVD)

#define NMSEC_LAYOUT_NMsecNSS(X) \
    X(NMsecNSS, NMsIKENSClientName, 0, 24, TEXT) \
    X(NMsecNSS, NMsIKENSStackName, 24, 8, TEXT) \
    X(NMsecNSS, NMsIKENSUserid, 32, 8, TEXT) \
    X(NMsecNSS, NMsIKENSServerSysName, 40, 8, TEXT) \
    X(NMsecNSS, NMsIKENSFlags, 48, 4, FLAGS) \
    X(NMsecNSS, NMsIKENSServerAddr, 52, 16, ADDR) \
    X(NMsecNSS, NMsIKENSServerPort, 68, 2, NUM) \
    X(NMsecNSS, NMsIKENSRsvd2, 70, 2, RSVD)

#define NMSEC_LAYOUT_NMsecClient(X) \
    X(NMsecClient, NMsCliName, 0, 24, TEXT) \
    X(NMsecClient, NMsCliDiscipline, 24, 4, NUM) \
    X(NMsecClient, NMsCliUserid, 28, 8, TEXT) \
    X(NMsecClient, NMsCliAddr, 36, 16, ADDR) \
    X(NMsecClient, NMsCliPort, 52, 2, NUM) \
    X(NMsecClient, NMsCliAPIVersion, 54, 2, NUM) \
    X(NMsecClient, NMsCliConnectTime, 56, 4, TIME) \
    X(NMsecClient, NMsCliFlags, 60, 4, FLAGS)

#define NMSEC_LAYOUT_NMsecTunnel(X) \
    X(NMsecTunnel, NMsTunName, 0, 48, TEXT) \
    X(NMsecTunnel, NMsTunTunnelID, 48, 48, TEXT) \
    X(NMsecTunnel, NMsTunStatus, 96, 1, NUM) \
    X(NMsecTunnel, NMsTunRsvd1, 97, 3, RSVD)

/* Y(structure, size) */
#define NMSEC_STRUCTURES(Y) \
    Y(NMsecMessageHdr, 96) \
    Y(NMsecRecordHdr, 16) \
    Y(NMsecSection, 8) \
    Y(NMsecCascade, 16) \
    Y(NMsecInFilter, 144) \
    Y(NMsecStack, 36) \
    Y(NMsecStatistics, 180) \
    Y(NMsecIKETunnel, 256) \
    Y(NMsecIKETunStats, 64) \
    Y(NMsecIPTunnel, 168) \
    Y(NMsecIPManualTunnel, 32) \
    Y(NMsecIPDynTunnel, 240) \
    Y(NMsecIPDynamicIKE, 16) \
    Y(NMsecIPDynamicStack, 48) \
    Y(NMsecInterface, 36) \
    Y(NMsecIPFilter, 384) \
    Y(NMsecPortTran, 24) \
    Y(NMsecNSS, 72) \
    Y(NMsecClient, 64) \
    Y(NMsecTunnel, 100)

#define NMSEC_ASSERT_FIELD(structure, field, at, length, kind) \
    _Static_assert(offsetof(structure, field) == (at) && sizeof(((structure *)0)->field) == (length), #structure "." #field);
#define NMSEC_ASSERT_SIZE(structure, size) \
    _Static_assert(sizeof(structure) == (size) && _Alignof(structure) == 1, #structure);

NMSEC_LAYOUT_NMsecMessageHdr(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecRecordHdr(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecSection(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecCascade(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecInFilter(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecStack(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecStatistics(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIKETunnel(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIKETunStats(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPTunnel(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPManualTunnel(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPDynTunnel(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPDynamicIKE(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPDynamicStack(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecInterface(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecIPFilter(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecPortTran(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecNSS(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecClient(NMSEC_ASSERT_FIELD)
NMSEC_LAYOUT_NMsecTunnel(NMSEC_ASSERT_FIELD)
NMSEC_STRUCTURES(NMSEC_ASSERT_SIZE)

#undef NMSEC_ASSERT_FIELD
#undef NMSEC_ASSERT_SIZE

#endif
