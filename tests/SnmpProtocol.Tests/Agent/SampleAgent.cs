using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.SnmpProtocol.Tests.Security;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

/// <summary>
/// A responder over the sample MIB with the users of <see cref="UsmFixture"/> and the community "public", who all belong to one
/// group, and a manager to ask it. The default context has a few rows; the context "red" has one.
/// </summary>
internal sealed class SampleAgent
{
    private const int Boots = 7;

    // Deriving keys takes milliseconds: once for all tests.
    private static readonly UsmUser[] Users =
    [
        UsmFixture.User("guest"),
        UsmFixture.User("reader", AuthenticationProtocol.Sha1),
        UsmFixture.User("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128),
        UsmFixture.User("old", AuthenticationProtocol.Md5, PrivacyProtocol.Des),
    ];

    private readonly byte[] _buffer;

    internal SampleAgent(
        MibView? read = null,
        MibView? write = null,
        CommandResponderOptions? options = null,
        int rows = 8,
        MibTree<SampleView>? tree = null,
        SecurityLevel level = SecurityLevel.NoAuthNoPriv,
        SampleView? view = null)
    {
        Engine = new UsmEngine(
            UsmFixture.EngineId,
            Boots,
            new UsmUserTable(Users),
            new UsmCounters(),
            new UsmEngineOptions { MaximumReportsPerSecond = int.MaxValue });
        var members = Engine.Users.Select(user => new GroupMember(SecurityModel.Usm, user.Name, "everybody"))
            .Append(new GroupMember(SecurityModel.V1, "public", "everybody"))
            .Append(new GroupMember(SecurityModel.V2c, "public", "everybody"));
        var entry = new AccessEntry
        {
            GroupName = "everybody",
            MatchesPrefix = true,
            Level = level,
            ReadView = read ?? MibView.Of("everything", "1.3"),
            WriteView = write,
        };
        var captured = view ?? SampleMib.View(rows);
        var red = SampleMib.View(1);
        Responder = new CommandResponder<SampleView>(
            tree ?? SampleMib.Tree(),
            (in origin) => origin.ContextName.IsEmpty ? captured : origin.ContextName.SequenceEqual("red"u8) ? red : null,
            new AgentAccess
            {
                Communities = new CommunityTable(
                [
                    new SnmpCommunity("public"u8, "public"),
                    new SnmpCommunity("red community"u8, "public", "red"),
                    new SnmpCommunity("lost"u8, "public", "nowhere"),
                    new SnmpCommunity("stranger"u8, "nobody"),
                ]),
                AccessControl = new ViewBasedAccessControl(members, [entry]),
                Users = Engine,
            },
            new SnmpCounters(),
            options)
        {
            Time = Clock,
            Fault = exception => Faults.Add(exception),
            AuthenticationFailed = () => AuthenticationFailures++,
        };
        _buffer = new byte[Responder.BufferLength];
    }

    internal UsmEngine Engine { get; }

    internal CommandResponder<SampleView> Responder { get; }

    internal ManualTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch);

    internal List<Exception> Faults { get; } = [];

    internal int AuthenticationFailures { get; private set; }

    internal SnmpCounters Counters => Responder.Counters;

    /// <summary>The octets of the answer; empty for silence.</summary>
    internal byte[] Send(byte[] datagram) => Responder.Respond(datagram, _buffer).ToArray();

    /// <summary>The answer to a community message; null for silence.</summary>
    internal SnmpReply? Ask(byte[] datagram) => SampleMib.Ask(Responder, datagram);

    /// <summary>The message that asks that PDU at the user's highest level, or the one given.</summary>
    internal static SnmpV3Message Question(SnmpV3User user, byte[] pdu, SecurityLevel? level = null) =>
        SnmpV3Message.From(user, level ?? user.HighestLevel, Boots, 0, pdu);

    /// <summary>The PDU that answers; null for silence.</summary>
    internal SnmpReply? Ask(SnmpV3User user, SnmpV3Message question)
    {
        var answer = Send(question.Build(user));
        if (answer.Length == 0)
        {
            return null;
        }

        var told = SnmpV3Message.Read(answer, user);
        Assert.Equal(question.MessageId, told.MessageId);
        return SnmpReply.ReadPdu(told.Pdu);
    }

    internal SnmpReply? Ask(SnmpV3User user, byte[] pdu, string context = "") =>
        Ask(user, Question(user, pdu) with { ContextName = context });

    /// <summary>A PDU with two numbers, such as GETBULK.</summary>
    internal static byte[] Pdu(PduType type, int first, int second, params string[] names) =>
        PduOf(SnmpRequest.Build(type, names, first: first, second: second, requestId: 99));

    /// <summary>The PDU of a community message.</summary>
    internal static byte[] PduOf(byte[] message)
    {
        Assert.Equal(BerError.None, CommunityMessage.TryRead(message, out var outer));
        return outer.PduOctets.ToArray();
    }
}
