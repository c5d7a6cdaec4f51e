namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>One vpn of the demonstration.</summary>
/// <param name="Name">Name of the vpn.</param>
/// <param name="Ike">Leaves of its IKE proposal.</param>
/// <param name="Esp">Leaves of its ESP proposal.</param>
/// <param name="Children">Names of its security policies.</param>
internal sealed record DemoTunnel(string Name, string[] Ike, string[] Esp, params string[] Children)
{
    /// <summary>The outer addresses are IPv6.</summary>
    public bool Ipv6 { get; init; }

    public string Mode { get; init; } = "tunnel";
}

/// <summary>TABLE: the vpns of the demonstration. Different on purpose, so that displays have something to tell apart.</summary>
internal static class DemoTunnels
{
    public static IReadOnlyList<DemoTunnel> All { get; } =
    [
        new("paris", ["aead-alg aes256-gcm-128", "prf-alg hmac-sha384", "dh-group ecp384"], ["aead-alg aes256-gcm-128", "dh-group ecp256"], "paris-lan"),
        new("london", ["enc-alg aes128-cbc", "auth-alg hmac-sha256", "dh-group modp2048"], ["enc-alg aes128-cbc", "auth-alg hmac-sha256"], "london-lan"),
        new("tokyo", ["aead-alg chacha20-poly1305", "prf-alg hmac-sha256", "dh-group curve25519"], ["aead-alg chacha20-poly1305"], "tokyo-lan"),
        new("oslo", ["aead-alg aes128-gcm-128", "prf-alg hmac-sha256", "dh-group ecp521"], ["aead-alg aes128-gcm-128"], "oslo-lan") { Ipv6 = true },
        new("campus", ["aead-alg aes256-gcm-128", "prf-alg hmac-sha512", "dh-group ecp256"], ["aead-alg aes256-gcm-128"], "data", "voice", "video"),
        new("lima", ["enc-alg aes256-cbc", "auth-alg hmac-sha512", "dh-group curve25519"], ["enc-alg aes256-cbc", "auth-alg hmac-sha512", "esn true"], "lima-host")
        {
            Mode = "transport",
        },
    ];
}
