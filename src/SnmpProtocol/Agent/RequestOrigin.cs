using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Who asks, how, and about which context. Lives as long as the request.</summary>
public readonly ref struct RequestOrigin
{
    /// <summary>Version of the request.</summary>
    public required SnmpVersion Version { get; init; }

    /// <summary>Security level of the request; a community has none.</summary>
    public required SecurityLevel Level { get; init; }

    /// <summary>The user, or what the community is mapped to.</summary>
    public required ReadOnlySpan<byte> SecurityName { get; init; }

    /// <summary>The context; empty is the default one.</summary>
    public required ReadOnlySpan<byte> ContextName { get; init; }

    /// <summary>Security model of the request.</summary>
    public SecurityModel Model => Version switch
    {
        SnmpVersion.V1 => SecurityModel.V1,
        SnmpVersion.V2c => SecurityModel.V2c,
        _ => SecurityModel.Usm,
    };
}

/// <summary>Captures what one request may read; null if there is no such context.</summary>
public delegate TView? ContextCapture<out TView>(in RequestOrigin origin)
    where TView : class;
