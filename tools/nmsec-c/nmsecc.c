/*
 * nmsecc - a client of the NMsec interface in plain C: what a program that is not .NET needs, and no more.
 *
 *   cc -std=c11 -Wall -Wextra -o nmsecc nmsecc.c
 *   nmsecc [--stack NAME] SOCKET REQUEST...
 *   nmsecc --layout
 *
 * Connects, reads NMsec_INIT, sends the requests one after the other and prints what comes back, one name=value a line.
 * Numbers are decimal, cookies and SPIs hexadecimal, times seconds since 1970, text UTF-8 with \xNN for what is no text.
 * --layout prints the structures of nmsec.h as this compiler lays them out: structure field offset length.
 *
 * Exit code: 0 every request was answered; 1 a refusal, or no agent; 2 a wrong command line; 3 the answer makes no sense.
 */
#define _POSIX_C_SOURCE 200809L
#include "nmsec.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { REFUSED = 1, USAGE = 2, NONSENSE = 3 };
enum { LARGEST_ANSWER = 256 * 1024 * 1024, DEEPEST_CASCADE = 4 };

/* ---- tables made from nmsec.h ---- */

enum kind { TEXT, NUM, HEX, TIME, FLAGS, RSVD, ADDR, ADDRLAST, ADDR4, ADDR6 };

struct field { const char *name; size_t offset, length; enum kind kind; };
struct bit { const char *name; unsigned position; };
struct structure { const char *name; size_t size; const struct field *fields; size_t field_count; const struct bit *bits; size_t bit_count; };

/* The compiler's own offsets and lengths, not the literals of the table. */
#define FIELD(structure, field, at, bytes, kind) { #field, offsetof(structure, field), sizeof(((structure *)0)->field), kind },
#define BIT(structure, field, name, position) { #name, position },
#define FIELDS(structure) static const struct field fields_##structure[] = { NMSEC_LAYOUT_##structure(FIELD) };
FIELDS(NMsecMessageHdr) FIELDS(NMsecStack) FIELDS(NMsecStatistics) FIELDS(NMsecIKETunnel) FIELDS(NMsecIKETunStats)
FIELDS(NMsecIPTunnel) FIELDS(NMsecIPManualTunnel) FIELDS(NMsecIPDynTunnel) FIELDS(NMsecIPDynamicIKE) FIELDS(NMsecIPDynamicStack)
FIELDS(NMsecInterface) FIELDS(NMsecIPFilter) FIELDS(NMsecPortTran) FIELDS(NMsecNSS) FIELDS(NMsecClient)
#define BITS(structure) static const struct bit bits_##structure[] = { NMSEC_BITS_##structure(BIT) };
BITS(NMsecStack) BITS(NMsecIKETunnel) BITS(NMsecIPTunnel) BITS(NMsecIPDynTunnel) BITS(NMsecIPDynamicStack)
BITS(NMsecInterface) BITS(NMsecIPFilter) BITS(NMsecNSS)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PLAIN(structure) { #structure, sizeof(structure), fields_##structure, COUNT(fields_##structure), NULL, 0 }
#define FLAGGED(structure) { #structure, sizeof(structure), fields_##structure, COUNT(fields_##structure), bits_##structure, COUNT(bits_##structure) }

static const struct structure
    message_header = PLAIN(NMsecMessageHdr), stack = FLAGGED(NMsecStack), statistics = PLAIN(NMsecStatistics),
    ike_tunnel = FLAGGED(NMsecIKETunnel), ike_tunnel_statistics = PLAIN(NMsecIKETunStats), ip_tunnel = FLAGGED(NMsecIPTunnel),
    manual_tunnel = PLAIN(NMsecIPManualTunnel), dynamic_tunnel = FLAGGED(NMsecIPDynTunnel), dynamic_ike = PLAIN(NMsecIPDynamicIKE),
    dynamic_stack = FLAGGED(NMsecIPDynamicStack), interface = FLAGGED(NMsecInterface), filter = FLAGGED(NMsecIPFilter),
    port_translation = PLAIN(NMsecPortTran), nss = FLAGGED(NMsecNSS), nss_client = PLAIN(NMsecClient);

/* A section without a structure is text. */
struct section { const char *name; const struct structure *structure; };
struct record { struct section sections[5]; size_t count; const struct record *cascaded; };

static const struct record
    stack_record = { { { "NMsecStack", &stack } }, 1, NULL },
    summary_record = { { { "NMsecStatistics", &statistics } }, 1, NULL },
    filter_record = { { { "NMsecIPFilter", &filter }, { "remote identity", NULL } }, 2, NULL },
    port_record = { { { "NMsecPortTran", &port_translation } }, 1, NULL },
    manual_record = { { { "NMsecIPTunnel", &ip_tunnel }, { "NMsecIPManualTunnel", &manual_tunnel } }, 2, NULL },
    dynamic_ike_record = { { { "NMsecIPTunnel", &ip_tunnel }, { "NMsecIPDynTunnel", &dynamic_tunnel }, { "NMsecIPDynamicIKE", &dynamic_ike },
                             { "local client ID", NULL }, { "remote client ID", NULL } }, 5, NULL },
    dynamic_stack_record = { { { "NMsecIPTunnel", &ip_tunnel }, { "NMsecIPDynTunnel", &dynamic_tunnel }, { "NMsecIPDynamicStack", &dynamic_stack } }, 3, NULL },
    ike_record = { { { "NMsecIKETunnel", &ike_tunnel }, { "NMsecIKETunStats", &ike_tunnel_statistics },
                     { "local identity", NULL }, { "remote identity", NULL } }, 4, NULL },
    cascade_record = { { { "NMsecIKETunnel", &ike_tunnel }, { "NMsecIKETunStats", &ike_tunnel_statistics },
                         { "local identity", NULL }, { "remote identity", NULL } }, 4, &dynamic_ike_record },
    interface_record = { { { "NMsecInterface", &interface } }, 1, NULL },
    nss_record = { { { "NMsecNSS", &nss } }, 1, NULL },
    client_record = { { { "NMsecClient", &nss_client } }, 1, NULL };

struct request { const char *word; uint16_t type; const struct record *record; int all_stacks; };

static const struct request requests[] = {
    { "stackinfo", NMSEC_TYPE_GET_STACKINFO, &stack_record, 1 },
    { "summary", NMSEC_TYPE_GET_SUMMARY, &summary_record, 0 },
    { "filters-current", NMSEC_TYPE_GET_IPFLTCURR, &filter_record, 0 },
    { "filters-default", NMSEC_TYPE_GET_IPFLTDEFAULT, &filter_record, 0 },
    { "filters-policy", NMSEC_TYPE_GET_IPFLTPOLICY, &filter_record, 0 },
    { "portran", NMSEC_TYPE_GET_PORTTRAN, &port_record, 0 },
    { "manual", NMSEC_TYPE_GET_IPTUNMANUAL, &manual_record, 0 },
    { "dynamic-ike", NMSEC_TYPE_GET_IPTUNDYNIKE, &dynamic_ike_record, 0 },
    { "dynamic-stack", NMSEC_TYPE_GET_IPTUNDYNSTACK, &dynamic_stack_record, 0 },
    { "iketun", NMSEC_TYPE_GET_IKETUN, &ike_record, 0 },
    { "cascade", NMSEC_TYPE_GET_IKETUNCASCADE, &cascade_record, 0 },
    { "interfaces", NMSEC_TYPE_GET_IPINTERFACES, &interface_record, 0 },
    { "nss", NMSEC_TYPE_GET_IKENSINFO, &nss_record, 1 },
    { "clients", NMSEC_TYPE_GET_CLIENTINFO, &client_record, 1 },
};

static const char *type_name(uint64_t type)
{
    switch (type) {
#define NAME(name, number) case number: return "NMsec_" #name;
    NMSEC_MESSAGES(NAME)
#undef NAME
    default: return "unknown";
    }
}

/* ---- text: code page IBM-1047 to Latin 1, and back for what a stack name may hold ---- */

static const uint8_t to_latin1[256] = {
    0x00, 0x01, 0x02, 0x03, 0x9C, 0x09, 0x86, 0x7F, 0x97, 0x8D, 0x8E, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
    0x10, 0x11, 0x12, 0x13, 0x9D, 0x85, 0x08, 0x87, 0x18, 0x19, 0x92, 0x8F, 0x1C, 0x1D, 0x1E, 0x1F,
    0x80, 0x81, 0x82, 0x83, 0x84, 0x0A, 0x17, 0x1B, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x05, 0x06, 0x07,
    0x90, 0x91, 0x16, 0x93, 0x94, 0x95, 0x96, 0x04, 0x98, 0x99, 0x9A, 0x9B, 0x14, 0x15, 0x9E, 0x1A,
    0x20, 0xA0, 0xE2, 0xE4, 0xE0, 0xE1, 0xE3, 0xE5, 0xE7, 0xF1, 0xA2, 0x2E, 0x3C, 0x28, 0x2B, 0x7C,
    0x26, 0xE9, 0xEA, 0xEB, 0xE8, 0xED, 0xEE, 0xEF, 0xEC, 0xDF, 0x21, 0x24, 0x2A, 0x29, 0x3B, 0x5E,
    0x2D, 0x2F, 0xC2, 0xC4, 0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xD1, 0xA6, 0x2C, 0x25, 0x5F, 0x3E, 0x3F,
    0xF8, 0xC9, 0xCA, 0xCB, 0xC8, 0xCD, 0xCE, 0xCF, 0xCC, 0x60, 0x3A, 0x23, 0x40, 0x27, 0x3D, 0x22,
    0xD8, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xAB, 0xBB, 0xF0, 0xFD, 0xFE, 0xB1,
    0xB0, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0xAA, 0xBA, 0xE6, 0xB8, 0xC6, 0xA4,
    0xB5, 0x7E, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0xA1, 0xBF, 0xD0, 0x5B, 0xDE, 0xAE,
    0xAC, 0xA3, 0xA5, 0xB7, 0xA9, 0xA7, 0xB6, 0xBC, 0xBD, 0xBE, 0xDD, 0xA8, 0xAF, 0x5D, 0xB4, 0xD7,
    0x7B, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0xAD, 0xF4, 0xF6, 0xF2, 0xF3, 0xF5,
    0x7D, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x51, 0x52, 0xB9, 0xFB, 0xFC, 0xF9, 0xFA, 0xFF,
    0x5C, 0xF7, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0xB2, 0xD4, 0xD6, 0xD2, 0xD3, 0xD5,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xB3, 0xDB, 0xDC, 0xD9, 0xDA, 0x9F,
};

static uint8_t from_latin1(uint8_t character)
{
    for (int i = 0; i < 256; i++)
        if (to_latin1[i] == character)
            return (uint8_t)i;
    return 0x6F; /* never: the page is a permutation */
}

static void print_text(const uint8_t *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const uint8_t character = to_latin1[text[i]];
        if (character < 0x20 || (character >= 0x7F && character < 0xA0) || character == '\\')
            printf("\\x%02X", character);
        else if (character < 0x80)
            putchar(character);
        else
            printf("%c%c", 0xC0 | character >> 6, 0x80 | (character & 0x3F));
    }
    putchar('\n');
}

/* ---- fields ---- */

static int is_zero(const uint8_t *bytes, size_t length)
{
    while (length > 0)
        if (bytes[--length] != 0)
            return 0;
    return 1;
}

static void print_address(const uint8_t *address, int family)
{
    char text[INET6_ADDRSTRLEN];
    puts(inet_ntop(family, address, text, sizeof text) != NULL ? text : "?");
}

static void print_bits(const struct structure *structure, const uint8_t *flags, size_t length)
{
    for (size_t i = 0; i < structure->bit_count; i++) {
        const unsigned position = structure->bits[i].position;
        if (position / 8 < length)
            printf("%s=%d\n", structure->bits[i].name, flags[position / 8] >> (7 - position % 8) & 1);
    }
}

static int bit_is_set(const struct structure *structure, const uint8_t *bytes, size_t available, const char *name)
{
    for (size_t f = 0; f < structure->field_count; f++) {
        const struct field *field = &structure->fields[f];
        if (field->kind != FLAGS || field->offset + field->length > available)
            continue;
        for (size_t i = 0; i < structure->bit_count; i++) {
            const unsigned position = structure->bits[i].position;
            if (strcmp(structure->bits[i].name, name) == 0)
                return bytes[field->offset + position / 8] >> (7 - position % 8) & 1;
        }
    }
    return 0;
}

/* Which family the addresses of a record are of: the structure that says so stands before those that do not. */
static int is_ipv6(const struct structure *structure, const uint8_t *bytes, size_t available, int before)
{
    static const struct { const struct structure *structure; const char *bit; } speakers[] = {
        { &ike_tunnel, "NMsIKETunIPv6" }, { &ip_tunnel, "NMsIPTunFlagIPv6" }, { &filter, "NMsFilIPv6" }, { &interface, "NMsIPv6" },
    };
    for (size_t i = 0; i < COUNT(speakers); i++)
        if (speakers[i].structure == structure)
            return bit_is_set(structure, bytes, available, speakers[i].bit);
    if (structure == &nss || structure == &nss_client)
        for (size_t f = 0; f < structure->field_count; f++)
            if (structure->fields[f].kind == ADDR && structure->fields[f].offset + 16 <= available)
                return !is_zero(bytes + structure->fields[f].offset + 4, 12);
    return before;
}

static void print_field(const struct structure *structure, const struct field *field, const uint8_t *bytes, int ipv6)
{
    const uint8_t *value = bytes + field->offset;
    size_t length = field->length;
    if (field->kind == FLAGS && structure->bit_count > 0) {
        print_bits(structure, value, length);
        return;
    }
    if (field->kind == RSVD || (field->kind == ADDR4 && length == 4 && ipv6 && structure != &dynamic_tunnel) || (field->kind == ADDR6 && !ipv6))
        return;
    printf("%s=", field->name);
    switch (field->kind) {
    case TEXT:
        while (length > 0 && (value[length - 1] == 0x40 || value[length - 1] == 0))
            length--;
        print_text(value, length);
        break;
    case HEX:
        printf("0x%0*llX\n", (int)(2 * length), (unsigned long long)nmsec_number(value, length));
        break;
    case ADDR: case ADDR6:
        print_address(value, ipv6 ? AF_INET6 : AF_INET);
        break;
    case ADDRLAST:
        print_address(ipv6 ? value : value + 12, ipv6 ? AF_INET6 : AF_INET);
        break;
    case ADDR4:
        print_address(value, AF_INET);
        break;
    default:
        printf("%llu\n", (unsigned long long)nmsec_number(value, length));
        break;
    }
}

/* Fields behind the section's end are an earlier release's lack of them; bytes behind the last field a later one's. */
static void print_structure(const struct structure *structure, const uint8_t *bytes, size_t available, int ipv6)
{
    for (size_t i = 0; i < structure->field_count; i++)
        if (structure->fields[i].offset + structure->fields[i].length <= available)
            print_field(structure, &structure->fields[i], bytes, ipv6);
}

/* ---- records ---- */

static int nonsense(const char *what)
{
    fflush(stdout);
    fprintf(stderr, "nmsecc: %s\n", what);
    return NONSENSE;
}

static int print_records(const struct record *shape, const uint8_t *bytes, size_t length, uint32_t count, int depth);

static int print_record(const struct record *shape, const uint8_t *bytes, size_t length, int depth)
{
    NMsecRecordHdr header;
    memcpy(&header, bytes, sizeof header);
    const size_t header_length = nmsec_u16(header.NMsRHdrLength), sections = nmsec_u16(header.NMsRSectNum), cascades = nmsec_u16(header.NMsRCascNum);
    if (header_length > length || header_length < sizeof header + sections * sizeof(NMsecSection) + cascades * sizeof(NMsecCascade))
        return nonsense("a record header does not hold its descriptors");
    int ipv6 = 0;
    for (size_t i = 0; i < sections && i < shape->count; i++) {
        NMsecSection descriptor;
        memcpy(&descriptor, bytes + sizeof header + i * sizeof descriptor, sizeof descriptor);
        const size_t offset = nmsec_u32(descriptor.NMsSOff), size = nmsec_u16(descriptor.NMsSLen);
        if (nmsec_u16(descriptor.NMsSNum) == 0)
            continue;
        if (offset < header_length || offset > length || size > length - offset)
            return nonsense("a section stands outside its record");
        printf("section=%s\n", shape->sections[i].name);
        const struct structure *structure = shape->sections[i].structure;
        if (structure == NULL) {
            printf("text=");
            print_text(bytes + offset, size);
            continue;
        }
        ipv6 = is_ipv6(structure, bytes + offset, size, ipv6);
        print_structure(structure, bytes + offset, size, ipv6);
    }
    if (cascades == 0 || shape->cascaded == NULL || depth == DEEPEST_CASCADE)
        return 0;
    NMsecCascade cascade;
    memcpy(&cascade, bytes + sizeof header + sections * sizeof(NMsecSection), sizeof cascade);
    const size_t offset = nmsec_u32(cascade.NMsCOff), size = nmsec_u32(cascade.NMsCLen);
    const uint32_t count = nmsec_u32(cascade.NMsCNum);
    if (count == 0)
        return 0;
    if (offset < header_length || offset > length || size > length - offset)
        return nonsense("cascaded records stand outside their record");
    printf("cascade=%u\n", (unsigned)count);
    const int result = print_records(shape->cascaded, bytes + offset, size, count, depth + 1);
    puts("cascade=end");
    return result;
}

static int print_records(const struct record *shape, const uint8_t *bytes, size_t length, uint32_t count, int depth)
{
    for (uint32_t i = 0; i < count; i++) {
        NMsecRecordHdr header;
        if (length < sizeof header)
            return nonsense("fewer records than the header says");
        memcpy(&header, bytes, sizeof header);
        const size_t size = nmsec_u32(header.NMsRLength);
        if (nmsec_u32(header.NMsRIdent) != NMSEC_RECORD_IDENT)
            return nonsense("a record has another identifier");
        if (size < sizeof header || size > length)
            return nonsense("a record is longer than what is left");
        printf("record=%u\n", (unsigned)(i + 1));
        const int result = print_record(shape, bytes, size, depth);
        if (result != 0)
            return result;
        bytes += size;
        length -= size;
    }
    return 0;
}

/* ---- messages ---- */

static int read_all(int socket, void *into, size_t length)
{
    uint8_t *bytes = into;
    while (length > 0) {
        const ssize_t got = read(socket, bytes, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return nonsense(got == 0 ? "the server closed the connection in the middle of a message" : strerror(errno));
        bytes += got;
        length -= (size_t)got;
    }
    return 0;
}

static int write_all(int socket, const void *from, size_t length)
{
    const uint8_t *bytes = from;
    while (length > 0) {
        const ssize_t put = write(socket, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno == EPIPE ? 0 : nonsense(strerror(errno)); /* what the server said before it closed is still to be read */
        bytes += put;
        length -= (size_t)put;
    }
    return 0;
}

/* Reads a message; the rest behind NMsecMessageHdr is at *rest, to be freed. Takes a longer header than it knows. */
static int read_message(int socket, NMsecMessageHdr *header, uint8_t **rest, size_t *rest_length)
{
    *rest = NULL;
    int result = read_all(socket, header, sizeof *header);
    if (result != 0)
        return result;
    const size_t header_length = nmsec_u32(header->NMsMHdrLength), length = nmsec_u32(header->NMsMMsgLength);
    if (nmsec_u32(header->NMsMIdent) != NMSEC_MESSAGE_IDENT)
        return nonsense("the other side does not speak this interface");
    if (header_length < sizeof *header || length < header_length || length > LARGEST_ANSWER)
        return nonsense("a message header contradicts itself");
    *rest_length = length - sizeof *header;
    *rest = malloc(*rest_length + 1);
    if (*rest == NULL)
        return nonsense("out of memory");
    return read_all(socket, *rest, *rest_length);
}

static void print_header(const NMsecMessageHdr *header)
{
    printf("message=%s\n", type_name(nmsec_u16(header->NMsMType)));
    print_structure(&message_header, (const uint8_t *)header, sizeof *header, 0);
}

/* 0 to go on. */
static int refusal(const NMsecMessageHdr *header)
{
    const int ended = nmsec_u16(header->NMsMType) == NMSEC_TYPE_TERM;
    if (!ended && nmsec_u32(header->NMsMRc) == NMSEC_RC_OK)
        return 0;
    fflush(stdout);
    fprintf(stderr, "nmsecc: the server %s: return code %u, reason code %u\n", ended ? "closed the connection" : "refused the request",
        (unsigned)nmsec_u32(header->NMsMRc), (unsigned)nmsec_u32(header->NMsMRsn));
    return REFUSED;
}

static int greet(int socket)
{
    NMsecMessageHdr header;
    uint8_t *rest;
    size_t length;
    int result = read_message(socket, &header, &rest, &length);
    free(rest);
    if (result != 0)
        return result;
    print_header(&header);
    result = refusal(&header);
    return result != 0 || nmsec_u16(header.NMsMType) == NMSEC_TYPE_INIT ? result : nonsense("the server's first message is not NMsec_INIT");
}

static int ask(int socket, const struct request *request, const char *stack_name, uint64_t correlator)
{
    NMsecMessageHdr header;
    memset(&header, 0, sizeof header);
    nmsec_put_number(&header.NMsMIdent, sizeof header.NMsMIdent, NMSEC_MESSAGE_IDENT);
    nmsec_put_number(&header.NMsMHdrLength, sizeof header.NMsMHdrLength, sizeof header);
    nmsec_put_number(&header.NMsMMsgLength, sizeof header.NMsMMsgLength, sizeof header);
    nmsec_put_number(&header.NMsMVersion, sizeof header.NMsMVersion, NMSEC_VERSION);
    nmsec_put_number(&header.NMsMType, sizeof header.NMsMType, request->type);
    nmsec_put_number(&header.NMsMCorrelator, sizeof header.NMsMCorrelator, correlator);
    memset(&header.NMsMTarget, 0x40, sizeof header.NMsMTarget);
    for (size_t i = 0; !request->all_stacks && i < sizeof header.NMsMTarget && stack_name[i] != '\0'; i++)
        header.NMsMTarget.byte[i] = from_latin1((uint8_t)stack_name[i]);
    int result = write_all(socket, &header, sizeof header);
    uint8_t *rest = NULL;
    size_t length;
    if (result != 0 || (result = read_message(socket, &header, &rest, &length)) != 0) {
        free(rest);
        return result;
    }
    print_header(&header);
    const uint32_t count = nmsec_u32(header.NMsMOutRecNum);
    const size_t offset = nmsec_u32(header.NMsMOutRecOff), size = nmsec_u32(header.NMsMOutRecLen), total = sizeof header + length;
    result = refusal(&header);
    if (result == 0 && (nmsec_u16(header.NMsMType) != request->type || nmsec_u64(header.NMsMCorrelator) != correlator))
        result = nonsense("the server answered another request");
    if (result == 0 && count != 0) {
        if (offset < nmsec_u32(header.NMsMHdrLength) || offset > total || size > total - offset)
            result = nonsense("the records stand outside the message");
        else
            result = print_records(request->record, rest + (offset - sizeof header), size, count, 0);
    }
    puts("message=end");
    free(rest);
    return result;
}

/* ---- command line ---- */

static int print_layout(void)
{
#define PRINT_BIT(structure, field, name, position) printf(#structure " %s %zu.%d bit\n", #name, offsetof(structure, field) + (position) / 8, (position) % 8);
#define PRINT_FIELD(structure, field, at, bytes, kind) printf(#structure " %s %zu %zu\n", #field, offsetof(structure, field), sizeof(((structure *)0)->field));
#define PRINT(structure, size) printf(#structure " * 0 %zu\n", sizeof(structure)); NMSEC_LAYOUT_##structure(PRINT_FIELD)
    NMSEC_STRUCTURES(PRINT)
    NMSEC_BITS_NMsecInFilter(PRINT_BIT) NMSEC_BITS_NMsecStack(PRINT_BIT) NMSEC_BITS_NMsecIKETunnel(PRINT_BIT) NMSEC_BITS_NMsecIPTunnel(PRINT_BIT)
    NMSEC_BITS_NMsecIPDynTunnel(PRINT_BIT) NMSEC_BITS_NMsecIPDynamicStack(PRINT_BIT) NMSEC_BITS_NMsecInterface(PRINT_BIT)
    NMSEC_BITS_NMsecIPFilter(PRINT_BIT) NMSEC_BITS_NMsecNSS(PRINT_BIT)
#define PRINT_TYPE(name, number) printf("NMsMType NMsec_" #name " %d type\n", number);
    NMSEC_MESSAGES(PRINT_TYPE)
    return 0;
}

static int usage(void)
{
    fputs("usage: nmsecc [--stack NAME] SOCKET REQUEST...\n       nmsecc --layout\nrequests:", stderr);
    for (size_t i = 0; i < COUNT(requests); i++)
        fprintf(stderr, " %s", requests[i].word);
    fputc('\n', stderr);
    return USAGE;
}

static const struct request *find_request(const char *word)
{
    for (size_t i = 0; i < COUNT(requests); i++)
        if (strcmp(requests[i].word, word) == 0)
            return &requests[i];
    return NULL;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) {
        fputs("nmsecc: the socket's path is too long\n", stderr);
        return -1;
    }
    strcpy(address.sun_path, path);
    const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connection < 0 || connect(connection, (const struct sockaddr *)&address, sizeof address) != 0) {
        fprintf(stderr, "nmsecc: %s: %s\n", path, strerror(errno));
        if (connection >= 0)
            close(connection);
        return -1;
    }
    return connection;
}

int main(int argc, char **argv)
{
    const char *stack_name = "";
    int next = 1;
    if (argc == 2 && strcmp(argv[1], "--layout") == 0)
        return print_layout();
    if (argc > 2 && strcmp(argv[1], "--stack") == 0) {
        stack_name = argv[2];
        next = 3;
    }
    if (argc - next < 2)
        return usage();
    for (int i = next + 1; i < argc; i++)
        if (find_request(argv[i]) == NULL)
            return usage();
    signal(SIGPIPE, SIG_IGN);
    const int connection = connect_to(argv[next]);
    if (connection < 0)
        return REFUSED;
    int result = greet(connection), refused = 0;
    for (int i = next + 1; i < argc && (result == 0 || result == REFUSED) && !(i == next + 1 && result != 0); i++) {
        result = ask(connection, find_request(argv[i]), stack_name, (uint64_t)(i - next));
        refused |= result == REFUSED;
    }
    close(connection);
    return result == 0 && refused ? REFUSED : result;
}
