using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

// RFC 3414 section 3.2 says which counter, RFC 3412 section 7.1 when and how it is told.
public class UsmReportTests
{
    private const string UsmStats = "1.3.6.1.6.3.15.1.1";

    private readonly UsmFixture _usm = new();

    [Fact]
    public void Report_Discovery_TellsEngineIdBootsAndTime()
    {
        var probe = new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, 99), MessageId = 815 };
        var report = Read(_usm.Report(probe.Build()), null, 4, 1);
        Assert.Equal(UsmFixture.EngineId, report.EngineId);
        Assert.Equal(UsmFixture.EngineId, report.ContextEngineId);
        Assert.Equal((UsmFixture.Boots, UsmFixture.Now, 815), (report.Boots, report.Time, report.MessageId));
        Assert.Equal(("", "", SecurityLevel.NoAuthNoPriv), (report.UserName, report.ContextName, report.Level));
        Assert.Equal((byte)0, report.Flags);
        Read(_usm.Report(probe.Build()), null, 4, 2);
    }

    [Fact]
    public void Report_UnknownUser_IsNotAuthenticated() =>
        Read(_usm.Report((UsmFixture.Get(UsmFixture.Guest) with { UserName = "nobody" }).Build()), null, 3, 1);

    [Fact]
    public void Report_UnsupportedLevel_IsNotAuthenticated()
    {
        var forger = UsmFixture.Manager("guest", AuthenticationProtocol.Sha1);
        Read(_usm.Report(UsmFixture.Get(forger).Build(forger)), null, 1, 1);
    }

    [Fact]
    public void Report_WrongDigest_IsNotAuthenticated()
    {
        var forger = new SnmpV3User("admin", UsmFixture.EngineId, AuthenticationProtocol.Sha256, "another secret");
        Read(_usm.Report(UsmFixture.Get(forger).Build(forger)), null, 5, 1);
    }

    [Fact]
    public void Report_NotInTimeWindow_IsAuthenticatedButNotEncrypted()
    {
        var admin = UsmFixture.Admin;
        var message = UsmFixture.Get(admin) with { Boots = 0, Time = 0 };
        var report = Read(_usm.Report(message.Build(admin)), admin, 2, 1, requestId: 0);
        Assert.Equal((SecurityLevel.AuthNoPriv, UsmFixture.Boots, UsmFixture.Now), (report.Level, report.Boots, report.Time));

        var readable = UsmFixture.Get(admin, SecurityLevel.AuthNoPriv) with { Boots = 0 };
        Read(_usm.Report(readable.Build(admin)), admin, 2, 2, requestId: 99);
    }

    [Fact]
    public void Report_DecryptionError_IsNotAuthenticated()
    {
        var manager = new SnmpV3User(
            "admin", UsmFixture.EngineId, AuthenticationProtocol.Sha256, UsmFixture.Password, PrivacyProtocol.Aes128, "another secret");
        var report = Read(_usm.Report(UsmFixture.Get(manager).Build(manager)), null, 6, 1, requestId: 0);
        Assert.Equal("admin", report.UserName);
    }

    [Fact]
    public void Report_MessageProcessingErrors_GetNoAnswer()
    {
        Assert.Empty(_usm.Report([0x30, 0x00]));
        Assert.Empty(_usm.Report((UsmFixture.Get(UsmFixture.Guest) with { SecurityModel = 4 }).Build()));
        Assert.Empty(_usm.Report((UsmFixture.Get(UsmFixture.Guest) with { Flags = 2 | 4 }).Build()));
        Assert.Empty(_usm.Report(UsmFixture.Get(UsmFixture.Guest).Build()));
    }

    [Fact]
    public void Report_SenderThatWantsNone_GetsNoneButIsCounted()
    {
        var admin = UsmFixture.Admin;
        Assert.Empty(_usm.Report((UsmFixture.Get(admin) with { Flags = 3, Boots = 0 }).Build(admin)));
        Assert.Empty(_usm.Report(new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, 99), Flags = 0 }.Build()));
        Assert.Equal((1UL, 1UL), (_usm.Engine.Counters.NotInTimeWindows, _usm.Engine.Counters.UnknownEngineIds));
    }

    [Theory]
    [InlineData(PduType.Response)]
    [InlineData(PduType.Report)]
    [InlineData(PduType.TrapV2)]
    public void Report_AboutAPduThatExpectsNoAnswer_IsNotSentWhateverTheFlagSays(PduType type)
    {
        var message = new SnmpV3Message { Pdu = SnmpV3Message.PduOf(type, 99) };
        Assert.Empty(_usm.Report(message.Build()));
        Assert.Equal(1UL, _usm.Engine.Counters.UnknownEngineIds);
    }

    [Fact]
    public void Report_AboutWhatIsNoScopedPdu_IsNotSent()
    {
        var probe = new SnmpV3Message { Pdu = [] };
        Assert.Equal(UsmOutcome.Malformed, _usm.Open(probe.Build()));
        Assert.Empty(_usm.Report(probe.Build()));
    }

    [Fact]
    public void Report_OfAnApplication_HasTheLevelAndContextOfTheRequest()
    {
        var unknownContexts = ObjectIdentifier.Parse("1.3.6.1.6.3.12.1.5.0");
        foreach (var user in (SnmpV3User[])[UsmFixture.Guest, UsmFixture.Reader, UsmFixture.Admin, UsmFixture.Old])
        {
            var message = (UsmFixture.Get(user) with { ContextName = "elsewhere" }).Build(user);
            Assert.Equal(UsmOutcome.Accepted, _usm.Engine.Open(message, _usm.PlainText, UsmFixture.Now, out var request));
            var report = SnmpV3Message.Read(_usm.Buffer[_usm.Engine.Report(unknownContexts, 77, request, _usm.Buffer, UsmFixture.Now)], user);
            Assert.Equal((user.HighestLevel, "elsewhere"), (report.Level, report.ContextName));
            AssertReport(report, unknownContexts, 77, 99);
        }
    }

    [Fact]
    public void Report_RandomEngineIds_CostNothingButABoundedAnswer()
    {
        var random = new Random(65);
        var admin = UsmFixture.Admin;
        var messages = new byte[200][];
        for (var i = 0; i < messages.Length; i++)
        {
            var engineId = new byte[random.Next(0, 33)];
            random.NextBytes(engineId);
            messages[i] = (UsmFixture.Get(admin) with { EngineId = engineId }).Build(admin);
        }

        Reports(messages);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var octets = Reports(messages);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 0);
        Assert.InRange(octets, 1, messages.Sum(message => message.Length));
        Assert.Equal(400UL, _usm.Engine.Counters.UnknownEngineIds);
    }

    [Fact]
    public void Report_SmallestQuestion_IsNeverAnsweredWithMoreThanThreeTimesItsLength()
    {
        // With the longest engine id a Report is longest; the shortest question that parses claims encryption.
        var engineId = Enumerable.Range(1, 32).Select(number => (byte)number).ToArray();
        var engine = new UsmEngine(engineId, int.MaxValue - 1, UsmUserTable.Empty, new UsmCounters());
        byte[] smallest = Convert.FromHexString("3027020103300d020101020201e4040107020103" + "0410300e0400020100020100040004000400" + "0400");
        smallest[1] = (byte)(smallest.Length - 2);
        var buffer = new byte[2_000];
        Assert.Equal(UsmOutcome.UnknownEngineId, engine.Open(smallest, new byte[2_000], int.MaxValue, out var request));
        Assert.True(request.MayReport);
        Assert.Equal(default, engine.Report(UsmOutcome.UnknownEngineId, request, buffer, int.MaxValue));
        Assert.Equal(1UL, engine.Counters.ReportsSuppressed);

        // A real manager's probe is answered even by such an engine.
        var probe = new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, int.MaxValue), MessageId = int.MaxValue }.Build();
        Assert.Equal(UsmOutcome.UnknownEngineId, engine.Open(probe, new byte[2_000], int.MaxValue, out request));
        var report = buffer[engine.Report(UsmOutcome.UnknownEngineId, request, buffer, int.MaxValue)];
        Assert.InRange(report.Length, 100, 3 * probe.Length);
    }

    [Fact]
    public void Report_Flood_IsCutAtTheCeilingOfASecond()
    {
        var usm = new UsmFixture(options: new UsmEngineOptions { MaximumReportsPerSecond = 10 });
        var probe = new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, 99) }.Build();
        var admin = UsmFixture.Admin;
        for (var second = UsmFixture.Now; second < UsmFixture.Now + 3; second++)
        {
            Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => usm.Report(probe, second).Length > 0));

            // Who proves to be a user is not held back by strangers.
            var late = UsmFixture.Get(admin) with { Boots = 0 };
            Assert.NotEmpty(usm.Report(late.Build(admin), second));
        }

        Assert.Equal(120UL, usm.Engine.Counters.ReportsSuppressed);
    }

    [Fact]
    public void Report_TooSmallBuffer_IsNone()
    {
        var probe = new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, 99) }.Build();
        for (var size = 0; size < UsmEngine.HeadRoom + 100; size++)
        {
            var outcome = _usm.Engine.Open(probe, _usm.PlainText, UsmFixture.Now, out var request);
            Assert.Equal(default, _usm.Engine.Report(outcome, request, new byte[size], UsmFixture.Now));
        }
    }

    private int Reports(byte[][] messages)
    {
        var octets = 0;
        foreach (var message in messages)
        {
            var outcome = _usm.Engine.Open(message, _usm.PlainText, UsmFixture.Now, out var request);
            octets += _usm.Engine.Report(outcome, request, _usm.Buffer, UsmFixture.Now).GetOffsetAndLength(_usm.Buffer.Length).Length;
        }

        return octets;
    }

    private static SnmpV3Message Read(byte[] datagram, SnmpV3User? user, int counter, uint value, int requestId = 99)
    {
        var report = SnmpV3Message.Read(datagram, user);
        Assert.Equal(user is null ? SecurityLevel.NoAuthNoPriv : SecurityLevel.AuthNoPriv, report.Level);
        AssertReport(report, ObjectIdentifier.Parse($"{UsmStats}.{counter}.0"), value, requestId);
        return report;
    }

    private static void AssertReport(SnmpV3Message report, ObjectIdentifier counter, uint value, int requestId)
    {
        Assert.Equal(BerError.None, Pdu.TryRead(report.Pdu, out var pdu));
        Assert.Equal((PduType.Report, requestId, 0, 0, 1), (pdu.Type, pdu.RequestId, pdu.First, pdu.Second, pdu.VarBindCount));
        var name = new uint[ObjectIdentifier.MaximumLength];
        var bindings = pdu.VarBinds;
        Assert.True(bindings.MoveNext(name, out var length));
        Assert.Equal(counter, new ObjectIdentifier(name.AsSpan(0, length)));
        Assert.Equal(BerTag.Counter32, bindings.ValueTag);
        var octets = new byte[sizeof(uint)];
        var content = bindings.Value;
        content[^Math.Min(content.Length, 4)..].CopyTo(octets.AsSpan(4 - Math.Min(content.Length, 4)));
        Assert.Equal(value, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(octets));
    }
}
