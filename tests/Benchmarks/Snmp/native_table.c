/*
 * A table for net-snmp's snmpd to be compared with: ROWS rows of COLUMNS columns in a sorted array, which is the fastest
 * store that its agent library has, served by its own table helper. Types and lengths follow the tables of MyIkev2.
 * Loaded by dlmod into snmpd, as a master or as an AgentX subagent of another one.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/table_container.h>
#include <stdio.h>
#include <stdlib.h>

#define COLUMNS 50

typedef struct {
    netsnmp_index index; /* the container's key has to be the first member */
    oid number;
    long state;
    u_long gauge;
    struct counter64 octets;
    char name[24];
    size_t length;
} Row;

static int answer(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
                  netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
    (void)handler;
    (void)registration;
    if (info->mode != MODE_GET)
        return SNMP_ERR_NOERROR; /* the helper makes a GET of every GETNEXT */
    for (netsnmp_request_info *request = requests; request; request = request->next) {
        if (request->processed)
            continue;
        Row *row = netsnmp_container_table_row_extract(request);
        netsnmp_table_request_info *place = netsnmp_extract_table_info(request);
        if (!row || !place) {
            netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
            continue;
        }
        switch (place->colnum % 5) {
        case 0:
            snmp_set_var_typed_value(request->requestvb, ASN_INTEGER, &row->state, sizeof row->state);
            break;
        case 1:
            snmp_set_var_typed_value(request->requestvb, ASN_GAUGE, &row->gauge, sizeof row->gauge);
            break;
        case 2:
            snmp_set_var_typed_value(request->requestvb, ASN_OCTET_STR, row->name, row->length);
            break;
        default:
            snmp_set_var_typed_value(request->requestvb, ASN_COUNTER64, &row->octets, sizeof row->octets);
            break;
        }
    }
    return SNMP_ERR_NOERROR;
}

void init_native_table(void)
{
    static oid entry[] = {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 4501, 1};
    netsnmp_container *rows = netsnmp_container_find("table_container");
    netsnmp_table_registration_info *table = SNMP_MALLOC_TYPEDEF(netsnmp_table_registration_info);
    netsnmp_handler_registration *registration =
        netsnmp_create_handler_registration("native_table", answer, entry, OID_LENGTH(entry), HANDLER_CAN_RONLY);
    if (!rows || !table || !registration) {
        fprintf(stderr, "native_table: out of memory\n");
        exit(1);
    }
    netsnmp_table_helper_add_indexes(table, ASN_UNSIGNED, 0);
    table->min_column = 1;
    table->max_column = COLUMNS;
    netsnmp_container_table_register(registration, table, rows, TABLE_CONTAINER_KEY_NETSNMP_INDEX);
    for (long i = 1; i <= ROWS; i++) {
        Row *row = calloc(1, sizeof *row);
        row->number = (oid)i;
        row->index.oids = &row->number;
        row->index.len = 1;
        row->state = i % 7;
        row->gauge = (u_long)(i * 13);
        row->octets.high = (u_long)(i % 5);
        row->octets.low = (u_long)(i * 1000003L & 0xffffffff);
        row->length = (size_t)snprintf(row->name, sizeof row->name, "vpn-%ld.example", i);
        CONTAINER_INSERT(rows, row);
    }
}
