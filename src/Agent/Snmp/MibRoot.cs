using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp;

/// <summary>Where MYIKEV2-MIB stands in the tree of object identifiers.</summary>
public static class MibRoot
{
    /// <summary>
    /// myikev2MIB ::= { netSnmpPlaypen 4500 }: the arc that net-snmp gives away for experiments, until the project has an
    /// enterprise number of its own. mibs/MYIKEV2-MIB.txt has the same number; a test compares the two.
    /// </summary>
    public static ObjectIdentifier Default { get; } = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500");

    /// <summary>myikev2Objects, the parent of all tables and scalars.</summary>
    internal const uint Objects = 1;

    /// <summary>myikev2Products, the parent of the sysObjectID values.</summary>
    internal const uint Products = 3;
}
