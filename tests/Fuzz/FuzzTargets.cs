using MyIkev2.Fuzz.Targets;

namespace MyIkev2.Fuzz;

/// <summary>
/// The table of targets. A new target is one file in Targets, one row here, and at least one file in
/// corpus/NAME/, which the fast tests replay from then on.
/// </summary>
public static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        IkePeekTarget.Target,
        IkeMessageTarget.Target,
        IkeChainTarget.Target,
        InformationalTarget.Target,
        ConfigurationPayloadTarget.Target,
        SnmpBerTarget.Target,
        SnmpMessageTarget.Target,
        SnmpRequestTarget.Target,
        AgentXTarget.Target,
        SnmpUsmTarget.Target,
        NmsecRequestTarget.Target,
        NmsecRecordTarget.Target,
        NmsecDialectTarget.Target,
        CertificatesTarget.Target,
        ConfigTarget.Target,
        ImportTarget.Target,
        InnerPacketTarget.Target,
        EspTarget.Target,
        EapTarget.Target,
        EapTlsTarget.Target,
        RadiusTarget.Target,
        GrpcTarget.Target,
    ];

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
