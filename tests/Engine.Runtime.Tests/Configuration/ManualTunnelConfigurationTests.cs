using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ManualTunnelConfigurationTests
{
    private const string Node = "/ vrf main ike manual-tunnel m";

    private static readonly string EncryptionKey = new('5', 64);
    private static readonly string IntegrityKey = new('7', 64);

    private static string Esp =>
        $"""
        {Node} local-address 192.0.2.1 remote-address 192.0.2.2 protocol esp spi-in 0x1000 spi-out 8192
        {Node} encryption aes256-cbc encryption-key-in {EncryptionKey} encryption-key-out 0x{EncryptionKey}
        {Node} integrity hmac-sha256 integrity-key-in {IntegrityKey} integrity-key-out {IntegrityKey}
        {Node} local-ts subnet 10.1.0.0/16
        {Node} remote-ts subnet 10.2.0.0/16 protocol 6 port 80

        """;

    [Fact]
    public void Load_EspTunnel_IsWhatTheEngineGets()
    {
        var tunnel = Assert.Single(Load(Esp + $"{Node} vpn-action Gold priority 7 activate none").ManualTunnels);

        Assert.Equal(
            new ManualTunnelPolicy
            {
                Name = "m",
                Number = 1,
                VpnAction = "Gold",
                StartsActive = false,
                Protocol = IpsecProtocol.Esp,
                Mode = IpsecMode.Tunnel,
                LocalAddress = IpAddress.Parse("192.0.2.1"),
                RemoteAddress = IpAddress.Parse("192.0.2.2"),
                SpiIn = 0x1000,
                SpiOut = 0x2000,
                Encryption = new EncryptionChoice(EncryptionId.AesCbc, 256),
                Integrity = IntegrityId.HmacSha256_128,
                EncryptionKeyIn = ValueList.Create<byte>(Convert.FromHexString(EncryptionKey)),
                EncryptionKeyOut = ValueList.Create<byte>(Convert.FromHexString(EncryptionKey)),
                IntegrityKeyIn = ValueList.Create<byte>(Convert.FromHexString(IntegrityKey)),
                IntegrityKeyOut = ValueList.Create<byte>(Convert.FromHexString(IntegrityKey)),
                LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("10.1.0.0"), 16)],
                RemoteSelectors = [new ConfiguredSelector(IpAddress.Parse("10.2.0.0"), 16, 6, 80, 80)],
                Priority = 7,
            },
            tunnel);
    }

    [Fact]
    public void Load_AhTransport_HasIntegrityOnly()
    {
        var tunnel = Assert.Single(Load($"""
            {Node} local-address 192.0.2.1 remote-address 192.0.2.2 protocol ah mode transport spi-in 256 spi-out 256
            {Node} integrity hmac-sha256 integrity-key-in {IntegrityKey} integrity-key-out {IntegrityKey}
            """).ManualTunnels);

        Assert.Equal((IpsecProtocol.Ah, IpsecMode.Transport, 0, true), (tunnel.Protocol, tunnel.Mode, tunnel.EncryptionKeyIn.Count, tunnel.StartsActive));
        Assert.Equal(TrafficSelector.Host(IpAddress.Parse("192.0.2.1")), Assert.Single(tunnel.Locals));
    }

    [Theory]
    [InlineData("encryption aes256-gcm-128", "aes256-gcm-128 needs fresh keys from IKE", "RFC 4106")]
    [InlineData("encryption aes128-ccm-96", "aes128-ccm-96 needs fresh keys from IKE", "RFC 4309")]
    [InlineData("encryption aes256-ctr", "aes256-ctr needs fresh keys from IKE", "RFC 3686")]
    [InlineData("encryption chacha20-poly1305", "chacha20-poly1305 needs fresh keys from IKE", "RFC 7634")]
    [InlineData("encryption aes128-gmac", "aes128-gmac needs fresh keys from IKE", "use aes256-cbc with an integrity algorithm here")]
    [InlineData("encryption-key-in 00112233", "encryption-key-in: the key has 4 octets; aes256-cbc takes 32", "m")]
    [InlineData("integrity-key-out 00112233445566", "integrity-key-out: the key has 7 octets; hmac-sha256 takes 32", "m")]
    [InlineData("remote-address 2001:db8::1", "mix IPv4 and IPv6", "remote-address")]
    [InlineData("remote-address 0.0.0.0", "0.0.0.0 is no address of a host", "remote-address")]
    [InlineData("remote-address 192.0.2.1", "are the same", "remote-address")]
    [InlineData("local-ts port 5", "port needs protocol", "local-ts")]
    [InlineData("local-ts subnet fc00::/64", "mix IPv4 and IPv6", "m")]
    public void Validate_WhatCannotWork_IsAnErrorThatSaysWhy(string change, string expected, string alsoExpected)
    {
        var error = Assert.Single(ConfigSamples.Errors($"{Esp}{Node} {change}"));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(alsoExpected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spi-in 255", "255 is reserved: SPIs up to 255 are not for use (RFC 4303 section 2.1)")]
    [InlineData("spi-out 0xff", "0xff is reserved")]
    [InlineData("spi-in 0x100000000", "'0x100000000' is not an SPI")]
    [InlineData("spi-in -1", "'-1' is not an SPI")]
    [InlineData("integrity-key-in 123", "the key is not an even number of hexadecimal digits")]
    [InlineData("integrity-key-in 0x", "the key is empty")]
    [InlineData("integrity-key-in ********", "the key is masked; write the key itself")]
    [InlineData("encryption aes256-cbcc", "'aes256-cbcc' is not known; did you mean 'aes256-cbc'?")]
    public void Parse_BadValue_IsRefused(string line, string expected) =>
        Assert.Contains(expected, Assert.Single(ConfigParser.Parse($"{Node} {line}", "test").Diagnostics).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_AhWithEncryption_IsRefused() => Assert.Contains(
        ConfigSamples.Errors($"{Esp}{Node} protocol ah"),
        static error => error.Contains("encryption has no place with protocol ah", StringComparison.Ordinal));

    [Fact]
    public void Validate_NullCipher_TakesNoKey()
    {
        Assert.Equal(2, ConfigSamples.Errors($"{Esp}{Node} encryption null").Count(static error => error.Contains("null takes no key", StringComparison.Ordinal)));
        Assert.Empty(ConfigSamples.Errors(Esp + $"{Node} encryption null\ndel {Node} encryption-key-in\ndel {Node} encryption-key-out"));
    }

    [Fact]
    public void Validate_MissingOptions_AreNamed()
    {
        var errors = ConfigSamples.Errors($"{Node} protocol esp integrity hmac-sha256");

        Assert.All(
            (string[])["local-address is missing", "remote-address is missing", "spi-in is missing", "spi-out is missing", "encryption is missing", "integrity-key-in is missing"],
            expected => Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void Validate_TwoTunnelsWithOneSpi_AreRefused()
    {
        var errors = ConfigSamples.Errors(Esp + Esp.Replace(" m ", " n ", StringComparison.Ordinal));

        Assert.Contains(errors, static error => error.Contains("manual-tunnel 'm' has 0x00001000 too; inbound SPIs must be unique", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("manual-tunnel 'm' sends 0x00002000 to 192.0.2.2 too", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_TransportWithForeignSubnet_IsRefused() => Assert.Contains(
        "transport mode carries only packets of the local-address itself",
        ConfigSamples.Errors(Esp.Replace("remote-ts subnet 10.2.0.0/16 ", "remote-ts ", StringComparison.Ordinal) + $"{Node} mode transport").Single(),
        StringComparison.Ordinal);

    [Fact]
    public void Keys_InListingsTextsAndErrors_AreNeverShown()
    {
        using var store = ConfigurationStore.InMemory(Esp, out _)!;
        var shown = string.Join('\n', store.Show("/", withDefaults: true, revealSecrets: false).Lines);
        var errors = string.Join('\n', ConfigSamples.Errors($"{Esp}{Node} integrity hmac-sha512"));

        Assert.Contains("encryption-key-in ********", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("5555", shown + errors + Load(Esp).ManualTunnels[0], StringComparison.Ordinal);
        Assert.DoesNotContain("7777", shown + errors, StringComparison.Ordinal);
        Assert.Contains(EncryptionKey, string.Join('\n', store.Show("/", withDefaults: false, revealSecrets: true).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_OtherTunnelBefore_KeepsNumbers()
    {
        using var store = ConfigurationStore.InMemory(Esp, out _)!;
        var second = Esp.Replace(" m ", " n ", StringComparison.Ordinal).Replace("0x1000", "0x1001", StringComparison.Ordinal).Replace("8192", "8193", StringComparison.Ordinal);

        Assert.True((await store.EditAsync(second.Split('\n', StringSplitOptions.RemoveEmptyEntries), false, CancellationToken.None)).IsSuccess);
        Assert.True((await store.EditAsync([$"del {Node}"], false, CancellationToken.None)).IsSuccess);
        var result = await store.EditAsync(Esp.Split('\n', StringSplitOptions.RemoveEmptyEntries), false, CancellationToken.None);

        Assert.Equal("committed: manual tunnels changed", result.Message);
        Assert.Equal([("n", 2u), ("m", 3u)], store.Current.Engine.ManualTunnels.Select(static tunnel => (tunnel.Name, tunnel.Number)));
    }

    private static EngineConfiguration Load(string text)
    {
        using var store = ConfigurationStore.InMemory(text, out var findings);
        Assert.True(store is not null, string.Join('\n', findings));
        return store.Current.Engine;
    }
}
