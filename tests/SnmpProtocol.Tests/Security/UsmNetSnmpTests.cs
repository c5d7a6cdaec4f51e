using MyIkev2.SnmpProtocol.Security;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing;

namespace MyIkev2.SnmpProtocol.Tests.Security;

// net-snmp's client with every pair of protocols that it knows, and with everything wrong that can be.
public class UsmNetSnmpTests
{
    private const string Package = "snmp";
    private const string Name = SampleMib.Ticks + ".0";
    private const string Expected = "." + Name + " = Timeticks: (4711) 0:00:47.11";
    private const string Sha256 = "-uuser|-aSHA-256|-A" + UsmFixture.Password;
    private const string Sha256Aes = "-lauthPriv|" + Sha256 + "|-xAES|-X" + UsmFixture.PrivacyPassword;

    private static readonly (string Name, PrivacyProtocol Protocol, KeyExtension Extension)[] Privacies =
    [
        ("", PrivacyProtocol.None, KeyExtension.Blumenthal),
        ("DES", PrivacyProtocol.Des, KeyExtension.Blumenthal),
        ("AES", PrivacyProtocol.Aes128, KeyExtension.Blumenthal),
        ("AES-192", PrivacyProtocol.Aes192, KeyExtension.Blumenthal),
        ("AES-256", PrivacyProtocol.Aes256, KeyExtension.Blumenthal),
        ("AES-192-C", PrivacyProtocol.Aes192, KeyExtension.Reeder),
        ("AES-256-C", PrivacyProtocol.Aes256, KeyExtension.Reeder),
    ];

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Md5_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("MD5", AuthenticationProtocol.Md5);

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Sha1_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("SHA", AuthenticationProtocol.Sha1);

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Sha224_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("SHA-224", AuthenticationProtocol.Sha224);

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Sha256_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("SHA-256", AuthenticationProtocol.Sha256);

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Sha384_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("SHA-384", AuthenticationProtocol.Sha384);

    [PeerFact("snmpbulkwalk", Package = Package)]
    public Task Client_Sha512_ReadsWithEveryPrivacy() => ReadsWithEveryPrivacy("SHA-512", AuthenticationProtocol.Sha512);

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WithoutAuthentication_Reads()
    {
        using var server = new NetSnmpServer(UsmFixture.User("user"));
        Assert.Equal([Expected], await server.Run("snmpget", "-lnoAuthNoPriv|-uuser", Name));
        Assert.Equal(1UL, server.Usm.Counters.UnknownEngineIds);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_LowerLevelThanItsRight_IsDenied()
    {
        using var server = Server();
        foreach (var options in (string[])["-lnoAuthNoPriv|-uuser", "-lauthNoPriv|" + Sha256])
        {
            Assert.Contains("authorizationError", string.Join('\n', await server.Run("snmpget", options, Name)), StringComparison.Ordinal);
        }
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_UnknownUser_IsToldSo()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", "-lnoAuthNoPriv|-unobody", Name);
        Assert.Contains("Unknown user name", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(1UL, server.Usm.Counters.UnknownUserNames);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WrongAuthenticationPassword_IsToldSo()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", "-lauthNoPriv|-uuser|-aSHA-256|-Anot the secret", Name);
        Assert.Contains("Authentication failure (incorrect password, community or key)", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(1UL, server.Usm.Counters.WrongDigests);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WrongAuthenticationProtocol_IsToldSo()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", $"-lauthNoPriv|-uuser|-aSHA|-A{UsmFixture.Password}", Name);
        Assert.Contains("Authentication failure", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WrongPrivacyPassword_IsToldSo()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", "-lauthPriv|" + Sha256 + "|-xAES|-Xnot the secret", Name);
        Assert.Contains("Decryption error", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(1UL, server.Usm.Counters.DecryptionErrors);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_LevelThatTheUserHasNot_IsToldSo()
    {
        using var server = new NetSnmpServer(UsmFixture.User("user", AuthenticationProtocol.Sha256));
        var lines = await server.Run("snmpget", Sha256Aes, Name);
        Assert.Contains("Unsupported security level", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(1UL, server.Usm.Counters.UnsupportedSecurityLevels);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WrongTime_IsPutRight()
    {
        using var server = Server();
        var engineId = Convert.ToHexString(UsmFixture.EngineId);
        Assert.Equal([Expected], await server.Run("snmpget", $"{Sha256Aes}|-e{engineId}|-Z3,100", Name));
        Assert.Equal((1UL, 0UL), (server.Usm.Counters.NotInTimeWindows, server.Usm.Counters.UnknownEngineIds));
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_WrongEngineId_GetsNoValue()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", Sha256Aes + "|-e8000000001020304", Name);
        Assert.DoesNotContain(Expected, lines);
        Assert.InRange(server.Usm.Counters.UnknownEngineIds, 1UL, 10UL);
    }

    [PeerFact("snmpget", Package = Package)]
    public async Task Client_UnknownContext_IsToldSo()
    {
        using var server = Server();
        var lines = await server.Run("snmpget", Sha256Aes + "|-nelsewhere", Name);
        Assert.DoesNotContain(Expected, lines);
        Assert.Equal(1UL, server.Responder.Counters.UnknownContexts);
    }

    private static NetSnmpServer Server() => new(UsmFixture.User("user", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128));

    private static async Task ReadsWithEveryPrivacy(string name, AuthenticationProtocol protocol)
    {
        using var server = new NetSnmpServer(
            [.. Privacies.Select(privacy => UsmFixture.User($"user{privacy.Name}", protocol, privacy.Protocol, privacy.Extension))]);
        foreach (var privacy in Privacies)
        {
            var options = $"-uuser{privacy.Name}|-a{name}|-A{UsmFixture.Password}|"
                + (privacy.Name.Length == 0 ? "-lauthNoPriv" : $"-lauthPriv|-x{privacy.Name}|-X{UsmFixture.PrivacyPassword}");
            Assert.Equal([Expected], await server.Run("snmpget", options, Name));
            var lines = await server.Run("snmpbulkwalk", options + "|-Cr20", SampleMib.TwoNumbers);
            Assert.Equal(2 * NetSnmpServer.Rows, lines.Count(line => line.Contains(" = Counter64: ", StringComparison.Ordinal)
                || line.Contains(" = INTEGER: ", StringComparison.Ordinal)));
        }

        Assert.Equal((0UL, 0UL), (server.Usm.Counters.WrongDigests, server.Usm.Counters.DecryptionErrors));
    }
}
