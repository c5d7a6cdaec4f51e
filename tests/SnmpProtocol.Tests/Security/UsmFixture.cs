using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

/// <summary>An authoritative engine with a few users, and the same users as a manager has them.</summary>
internal sealed class UsmFixture
{
    internal const int Boots = 7;
    internal const int Now = 10_000;
    internal const string Password = "authentication secret";
    internal const string PrivacyPassword = "privacy secret";
    internal const string SysDescr = "1.3.6.1.2.1.1.1.0";

    internal static readonly byte[] EngineId = Convert.FromHexString("8000cafe05010203040506");

    // Deriving keys takes milliseconds: once for all tests.
    private static readonly UsmUser[] Users =
    [
        User("guest"),
        User("reader", AuthenticationProtocol.Sha1),
        User("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128),
        User("old", AuthenticationProtocol.Md5, PrivacyProtocol.Des),
    ];

    internal UsmFixture(int boots = Boots, UsmEngineOptions? options = null, params UsmUser[] more)
    {
        Engine = new UsmEngine(
            EngineId,
            boots,
            new UsmUserTable(
            [
                .. Users,
                .. more,
            ]),
            new UsmCounters(),
            options);
    }

    internal UsmEngine Engine { get; }

    internal byte[] Buffer { get; } = new byte[70_000];

    internal byte[] PlainText { get; } = new byte[70_000];

    internal static SnmpV3User Guest { get; } = new("guest", EngineId);

    internal static SnmpV3User Reader { get; } = Manager("reader", AuthenticationProtocol.Sha1);

    internal static SnmpV3User Admin { get; } = Manager("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    internal static SnmpV3User Old { get; } = Manager("old", AuthenticationProtocol.Md5, PrivacyProtocol.Des);

    internal static UsmCredentials Credentials(
        string name,
        AuthenticationProtocol authentication = AuthenticationProtocol.None,
        PrivacyProtocol privacy = PrivacyProtocol.None,
        KeyExtension extension = KeyExtension.Blumenthal)
    {
        var credentials = UsmCredentials.Create(
            name,
            authentication,
            System.Text.Encoding.UTF8.GetBytes(Password),
            privacy,
            System.Text.Encoding.UTF8.GetBytes(PrivacyPassword),
            extension,
            out var error);
        Assert.Null(error);
        return credentials!;
    }

    internal static UsmUser User(
        string name,
        AuthenticationProtocol authentication = AuthenticationProtocol.None,
        PrivacyProtocol privacy = PrivacyProtocol.None,
        KeyExtension extension = KeyExtension.Blumenthal)
    {
        using var credentials = Credentials(name, authentication, privacy, extension);
        return credentials.ForEngine(EngineId);
    }

    internal static SnmpV3User Manager(
        string name,
        AuthenticationProtocol authentication,
        PrivacyProtocol privacy = PrivacyProtocol.None,
        KeyExtension extension = KeyExtension.Blumenthal) =>
        new(name, EngineId, authentication, Password, privacy, PrivacyPassword, extension);

    /// <summary>A timely GET of that user at its highest level.</summary>
    internal static SnmpV3Message Get(SnmpV3User user, SecurityLevel? level = null) => SnmpV3Message.From(
        user, level ?? user.HighestLevel, Boots, Now, SnmpV3Message.PduOf(PduType.Get, 99, SysDescr));

    internal UsmOutcome Open(byte[] message, long now = Now) => Engine.Open(message, PlainText, now, out _);

    /// <summary>The Report about a message that is not accepted; empty for none.</summary>
    internal byte[] Report(byte[] message, long now = Now)
    {
        var outcome = Engine.Open(message, PlainText, now, out var request);
        return Buffer[Engine.Report(outcome, request, Buffer, now)];
    }

    /// <summary>Opens a request and seals the PDU as its answer.</summary>
    internal byte[] Answer(byte[] message, byte[] pdu, long now = Now)
    {
        Assert.Equal(UsmOutcome.Accepted, Engine.Open(message, PlainText, now, out var request));
        const int Start = UsmEngine.HeadRoom + 64;
        pdu.CopyTo(Buffer, Start);
        var end = Start + pdu.Length;
        var start = V3ScopedPdu.Prepend(Buffer, Start, end, request.ContextEngineId, request.ContextName);
        var expected = Engine.MessageLength(request, end - start, now);
        var answer = Buffer[Engine.Seal(request, Buffer, start, end - start, now)];
        Assert.Equal(expected, answer.Length);
        return answer;
    }
}
