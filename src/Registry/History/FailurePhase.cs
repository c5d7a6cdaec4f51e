namespace MyIkev2.Registry;

/// <summary>What was being done when something failed. Values are stable and equal those of myikev2FailPhase in MYIKEV2-MIB.</summary>
public enum FailurePhase : byte
{
    /// <summary>IKE_SA_INIT.</summary>
    SaInit = 1,

    /// <summary>IKE_AUTH.</summary>
    Auth = 2,

    /// <summary>A new Child SA, in IKE_AUTH or CREATE_CHILD_SA.</summary>
    Child = 3,

    /// <summary>A rekey of an IKE SA.</summary>
    IkeRekey = 4,

    /// <summary>A rekey of a Child SA.</summary>
    ChildRekey = 5,

    /// <summary>Nothing but seeing whether the peer is alive.</summary>
    Liveness = 6,

    /// <summary>Packets of a Child SA.</summary>
    DataPlane = 7,

    /// <summary>A configuration was to take effect.</summary>
    Configuration = 8,

    /// <summary>Anything else.</summary>
    Other = 99,
}
