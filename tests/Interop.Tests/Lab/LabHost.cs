namespace MyIkev2.Interop.Tests.Lab;

/// <summary>One host of the lab and its addresses: those its peers see, and those behind it that tunnels protect.</summary>
internal abstract class LabHost(string ipv4, string ipv6, string innerIpv4, string innerIpv6)
{
    public string Ipv4 { get; } = ipv4;

    public string Ipv6 { get; } = ipv6;

    /// <summary>An address inside <see cref="Scenarios.TunnelPlan.Children"/>'s default selectors; only hosts that carry packets have it.</summary>
    public string InnerIpv4 { get; } = innerIpv4;

    public string InnerIpv6 { get; } = innerIpv6;

    /// <summary>Runs a program there to its end.</summary>
    public abstract Task<CommandOutcome> TryRunAsync(string file, IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null);

    /// <summary>Runs and throws with everything the program said when it fails.</summary>
    public async Task<string> RunAsync(string file, params string[] arguments)
    {
        var outcome = await TryRunAsync(file, arguments);
        return outcome.Succeeded ? outcome.Output : throw new LabException(outcome.ToString());
    }

    /// <summary>The inner address of the family.</summary>
    public string Inner(bool ipv6) => ipv6 ? InnerIpv6 : InnerIpv4;
}
