using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary>What the scenarios read from the agent's tunnels, in the forms that strongSwan reports.</summary>
internal static class TunnelExtensions
{
    public static bool IsEstablished(this IkeTunnel tunnel) => tunnel.State == IkeTunnelState.Established;

    public static IEnumerable<IpsecTunnel> InstalledChildren(this IkeTunnel tunnel) =>
        tunnel.Children.Where(child => child.State == IpsecTunnelState.Installed);

    public static string InitiatorSpiText(this IkeTunnel tunnel) => tunnel.InitiatorSpi.ToString("x16");

    public static string ResponderSpiText(this IkeTunnel tunnel) => tunnel.ResponderSpi.ToString("x16");

    public static string SpiInText(this IpsecTunnel child) => child.SpiIn.ToString("x8");

    public static string SpiOutText(this IpsecTunnel child) => child.SpiOut.ToString("x8");

    /// <summary>The algorithms in the notation of the command line: encryption, integrity, prf, key exchange.</summary>
    public static string AlgorithmsText(this IkeTunnel tunnel) => string.Join('/', new[]
    {
        tunnel.Encryption?.Name,
        tunnel.Integrity?.Name,
        tunnel.Prf is { } prf ? "prf:" + prf.Name : null,
        tunnel.KeyExchange?.Name,
    }.Where(name => !string.IsNullOrEmpty(name) && name != "none"));

    public static IEnumerable<string> LocalSelectorTexts(this IpsecTunnel child) => child.LocalSelectors.Select(selector => selector.Text);

    public static IEnumerable<string> RemoteSelectorTexts(this IpsecTunnel child) => child.RemoteSelectors.Select(selector => selector.Text);
}
