/*
 * A stand-in for the kernel's IPsec, preloaded into an IKE daemon under test.
 *
 * Build machines often run kernels without ESP. The daemon's control plane, which is what the tests are about, needs only
 * that its XFRM requests are answered. So every NETLINK_XFRM socket becomes one end of a socket pair, and a thread at the
 * other end plays the kernel: it keeps the SAs and policies it is given, hands out SPIs, and acknowledges the rest. Nothing
 * is ever encrypted.
 *
 * What a daemon installs is written to the file named by XFRM_STUB_LOG, one line per SA, keys included, so that a test can
 * compare both ends' keys:
 *
 *   sa spi=c53d6ff3 proto=50 mode=1 replay=32 esn=0 src=192.0.2.1 dst=192.0.2.2 encap=0 aead=rfc4106(gcm(aes)):0x...
 *
 *   cc -shared -fPIC -O2 -o xfrm_stub.so xfrm_stub.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>

enum { MAX_FD = 4096, MAX_MESSAGE = 8192 };

/* ---- what the kernel would remember: the bodies of NEWSA and NEWPOLICY messages ---- */

struct entry {
    struct entry *next;
    unsigned short type; /* XFRM_MSG_NEWSA or XFRM_MSG_NEWPOLICY */
    size_t length;
    unsigned char body[];
};

static pthread_mutex_t store_lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *store;
static char is_xfrm[MAX_FD];

static int same_sa(const struct entry *e, const struct xfrm_usersa_id *id)
{
    const struct xfrm_usersa_info *sa = (const void *)e->body;
    return e->type == XFRM_MSG_NEWSA && sa->id.spi == id->spi && sa->id.proto == id->proto &&
           memcmp(&sa->id.daddr, &id->daddr, id->family == AF_INET ? 4 : 16) == 0;
}

static int same_policy(const struct entry *e, const struct xfrm_userpolicy_id *id)
{
    const struct xfrm_userpolicy_info *policy = (const void *)e->body;
    return e->type == XFRM_MSG_NEWPOLICY && policy->dir == id->dir &&
           memcmp(&policy->sel, &id->sel, sizeof id->sel) == 0;
}

/* The link that points to the entry a GET or DEL message means; *link is NULL when there is none. */
static struct entry **find(unsigned short type, const void *id)
{
    struct entry **link = &store;
    int wants_sa = type == XFRM_MSG_GETSA || type == XFRM_MSG_DELSA;
    while (*link && !(wants_sa ? same_sa(*link, id) : same_policy(*link, id)))
        link = &(*link)->next;
    return link;
}

static void drop(struct entry **link)
{
    struct entry *e = *link;
    if (e) {
        *link = e->next;
        free(e);
    }
}

static void flush(unsigned short type)
{
    struct entry **link = &store;
    while (*link) {
        if ((*link)->type == type)
            drop(link);
        else
            link = &(*link)->next;
    }
}

static void keep(unsigned short type, const void *body, size_t length)
{
    struct entry *e = malloc(sizeof *e + length);
    if (!e)
        return;
    e->type = type;
    e->length = length;
    memcpy(e->body, body, length);
    e->next = store;
    store = e;
}

/* ---- the log ---- */

static void print_key(FILE *out, const char *name, const char *algorithm, const char *key, unsigned bits)
{
    fprintf(out, " %s=%s:0x", name, algorithm);
    for (unsigned i = 0; i < bits / 8; i++)
        fprintf(out, "%02x", (unsigned char)key[i]);
}

static void print_attribute(FILE *out, const struct nlattr *attribute)
{
    const void *data = attribute + 1;
    const struct xfrm_algo *algo = data;
    const struct xfrm_algo_aead *aead = data;
    const struct xfrm_algo_auth *auth = data;
    switch (attribute->nla_type) {
    case XFRMA_ALG_AEAD:
        print_key(out, "aead", aead->alg_name, aead->alg_key, aead->alg_key_len);
        break;
    case XFRMA_ALG_CRYPT:
        print_key(out, "enc", algo->alg_name, algo->alg_key, algo->alg_key_len);
        break;
    case XFRMA_ALG_AUTH_TRUNC:
        print_key(out, "auth", auth->alg_name, auth->alg_key, auth->alg_key_len);
        break;
    case XFRMA_ALG_AUTH:
        print_key(out, "auth", algo->alg_name, algo->alg_key, algo->alg_key_len);
        break;
    case XFRMA_ENCAP:
        fprintf(out, " encap=%u", ((const struct xfrm_encap_tmpl *)data)->encap_type);
        break;
    case XFRMA_REPLAY_ESN_VAL:
        fprintf(out, " window=%u", ((const struct xfrm_replay_state_esn *)data)->replay_window);
        break;
    }
}

static void log_sa(const unsigned char *body, size_t length)
{
    const char *path = getenv("XFRM_STUB_LOG");
    FILE *out = path ? fopen(path, "ae") : NULL;
    if (!out)
        return;
    const struct xfrm_usersa_info *sa = (const void *)body;
    char source[INET6_ADDRSTRLEN] = "?", destination[INET6_ADDRSTRLEN] = "?";
    inet_ntop(sa->family, &sa->saddr, source, sizeof source);
    inet_ntop(sa->family, &sa->id.daddr, destination, sizeof destination);
    fprintf(out, "sa spi=%08x proto=%u mode=%u replay=%u esn=%d src=%s dst=%s", ntohl(sa->id.spi), sa->id.proto, sa->mode,
            sa->replay_window, (sa->flags & XFRM_STATE_ESN) != 0, source, destination);
    for (size_t at = NLMSG_ALIGN(sizeof *sa); at + sizeof(struct nlattr) <= length;) {
        const struct nlattr *attribute = (const void *)(body + at);
        if (attribute->nla_len < sizeof *attribute || at + attribute->nla_len > length)
            break;
        print_attribute(out, attribute);
        at += NLA_ALIGN(attribute->nla_len);
    }
    fputc('\n', out);
    fclose(out);
}

/* ---- the kernel's side of the socket ---- */

static void reply(int fd, const struct nlmsghdr *request, unsigned short type, const void *body, size_t length)
{
    struct {
        struct nlmsghdr header;
        unsigned char body[MAX_MESSAGE];
    } answer = { .header = { .nlmsg_len = NLMSG_LENGTH(length), .nlmsg_type = type,
                             .nlmsg_seq = request->nlmsg_seq, .nlmsg_pid = request->nlmsg_pid } };
    if (length > sizeof answer.body)
        return;
    memcpy(answer.body, body, length);
    send(fd, &answer, answer.header.nlmsg_len, MSG_NOSIGNAL);
}

static void acknowledge(int fd, const struct nlmsghdr *request, int error)
{
    struct nlmsgerr body = { .error = error, .msg = *request };
    if (error || request->nlmsg_flags & NLM_F_ACK)
        reply(fd, request, NLMSG_ERROR, &body, sizeof body);
}

static void allocate_spi(int fd, const struct nlmsghdr *request, const struct xfrm_userspi_info *wanted)
{
    struct xfrm_usersa_info sa = wanted->info;
    unsigned random = 0, span = wanted->max - wanted->min;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        random = (unsigned)request->nlmsg_seq;
    sa.id.spi = htonl(wanted->min + (span ? random % span : 0));
    reply(fd, request, XFRM_MSG_NEWSA, &sa, sizeof sa);
}

static void serve(int fd, const struct nlmsghdr *request, size_t length)
{
    const unsigned char *body = NLMSG_DATA(request);
    struct entry **link;
    switch (request->nlmsg_type) {
    case XFRM_MSG_ALLOCSPI:
        allocate_spi(fd, request, (const void *)body);
        return;
    case XFRM_MSG_NEWSA:
    case XFRM_MSG_UPDSA: {
        const struct xfrm_usersa_info *sa = (const void *)body;
        struct xfrm_usersa_id id = { .daddr = sa->id.daddr, .spi = sa->id.spi, .family = sa->family, .proto = sa->id.proto };
        drop(find(XFRM_MSG_DELSA, &id));
        keep(XFRM_MSG_NEWSA, body, length);
        log_sa(body, length);
        break;
    }
    case XFRM_MSG_NEWPOLICY:
    case XFRM_MSG_UPDPOLICY: {
        const struct xfrm_userpolicy_info *policy = (const void *)body;
        struct xfrm_userpolicy_id id = { .sel = policy->sel, .dir = policy->dir };
        drop(find(XFRM_MSG_DELPOLICY, &id));
        keep(XFRM_MSG_NEWPOLICY, body, length);
        break;
    }
    case XFRM_MSG_GETSA:
    case XFRM_MSG_GETPOLICY:
        link = find(request->nlmsg_type, body);
        if (*link)
            reply(fd, request, (*link)->type, (*link)->body, (*link)->length);
        else
            acknowledge(fd, request, -ENOENT);
        return;
    case XFRM_MSG_DELSA:
    case XFRM_MSG_DELPOLICY:
        link = find(request->nlmsg_type, body);
        if (!*link) {
            acknowledge(fd, request, request->nlmsg_type == XFRM_MSG_DELSA ? -ESRCH : -ENOENT);
            return;
        }
        drop(link);
        break;
    case XFRM_MSG_FLUSHSA:
        flush(XFRM_MSG_NEWSA);
        break;
    case XFRM_MSG_FLUSHPOLICY:
        flush(XFRM_MSG_NEWPOLICY);
        break;
    case XFRM_MSG_GETAE:
        acknowledge(fd, request, -ESRCH);
        return;
    case XFRM_MSG_GETSADINFO:
    case XFRM_MSG_GETSPDINFO:
    case XFRM_MSG_GETDEFAULT:
        acknowledge(fd, request, -EOPNOTSUPP);
        return;
    }
    acknowledge(fd, request, 0);
}

static void *kernel_thread(void *argument)
{
    int fd = (int)(long)argument;
    _Alignas(8) unsigned char buffer[MAX_MESSAGE];
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0) {
        struct nlmsghdr *request = (void *)buffer;
        pthread_mutex_lock(&store_lock);
        for (size_t left = (size_t)got; NLMSG_OK(request, left); request = NLMSG_NEXT(request, left))
            serve(fd, request, request->nlmsg_len - NLMSG_HDRLEN);
        pthread_mutex_unlock(&store_lock);
    }
    close(fd);
    return NULL;
}

/* ---- the daemon's side: the calls it makes on such a socket ---- */

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int ours(int fd) { return fd >= 0 && fd < MAX_FD && is_xfrm[fd]; }

static int open_xfrm(int type)
{
    int pair[2];
    pthread_t thread;
    sigset_t all, before;
    if (socketpair(AF_UNIX, SOCK_DGRAM | (type & (SOCK_CLOEXEC | SOCK_NONBLOCK)), 0, pair) < 0)
        return -1;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&thread, NULL, kernel_thread, (void *)(long)pair[1]);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed || pair[0] >= MAX_FD) {
        close(pair[0]);
        close(pair[1]);
        errno = EMFILE;
        return -1;
    }
    pthread_detach(thread);
    is_xfrm[pair[0]] = 1;
    return pair[0];
}

int socket(int domain, int type, int protocol)
{
    REAL(socket);
    if (domain == AF_NETLINK && protocol == NETLINK_XFRM)
        return open_xfrm(type);
    int fd = real(domain, type, protocol);
    if (fd >= 0 && fd < MAX_FD)
        is_xfrm[fd] = 0;
    return fd;
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    REAL(bind);
    return ours(fd) ? 0 : real(fd, address, length);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *length)
{
    REAL(getsockname);
    if (!ours(fd))
        return real(fd, address, length);
    struct sockaddr_nl own = { .nl_family = AF_NETLINK, .nl_pid = (unsigned)getpid() };
    memcpy(address, &own, *length < sizeof own ? *length : sizeof own);
    *length = sizeof own;
    return 0;
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length)
{
    REAL(sendto);
    return ours(fd) ? real(fd, data, size, flags, NULL, 0) : real(fd, data, size, flags, address, length);
}

ssize_t recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *address, socklen_t *length)
{
    REAL(recvfrom);
    if (!ours(fd) || !address)
        return real(fd, data, size, flags, address, length);
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK }; /* port 0: from the kernel itself */
    ssize_t got = real(fd, data, size, flags, NULL, NULL);
    memcpy(address, &kernel, *length < sizeof kernel ? *length : sizeof kernel);
    *length = sizeof kernel;
    return got;
}

/* Per-socket bypass policies and ESP-in-UDP decapsulation belong to the IPsec that is not there. */
int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
    REAL(setsockopt);
    int result = ours(fd) ? 0 : real(fd, level, name, value, length);
    int is_policy = (level == IPPROTO_IP && name == IP_XFRM_POLICY) || (level == IPPROTO_IPV6 && name == IPV6_XFRM_POLICY);
    int is_decapsulation = level == IPPROTO_UDP && name == 100; /* UDP_ENCAP */
    return result < 0 && (is_policy || is_decapsulation) ? 0 : result;
}
