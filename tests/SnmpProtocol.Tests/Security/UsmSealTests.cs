using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class UsmSealTests
{
    private readonly UsmFixture _usm = new();

    [Fact]
    public void Seal_Trap_IsReadableAtEveryLevel()
    {
        var pdu = SnmpV3Message.PduOf(PduType.TrapV2, 5, UsmFixture.SysDescr);
        foreach (var manager in (SnmpV3User[])[UsmFixture.Guest, UsmFixture.Reader, UsmFixture.Admin, UsmFixture.Old])
        {
            var (start, length) = Place(pdu);
            var user = _usm.Engine.Users.Find(System.Text.Encoding.UTF8.GetBytes(manager.Name))!;
            var trap = SnmpV3Message.Read(
                _usm.Buffer[_usm.Engine.Seal(user, manager.HighestLevel, 31, _usm.Buffer, start, length, UsmFixture.Now)], manager);
            Assert.Equal(pdu, trap.Pdu);
            Assert.Equal((31, manager.Name, UsmFixture.Boots, UsmFixture.Now), (trap.MessageId, trap.UserName, trap.Boots, trap.Time));
            Assert.Equal(0, trap.Flags & (byte)V3Flags.Reportable);
        }
    }

    [Fact]
    public void Seal_LevelWithoutKeys_IsAnErrorOfTheCaller() => Assert.Throws<ArgumentOutOfRangeException>(
        () => _usm.Engine.Seal(_usm.Engine.Users.Find("reader"u8)!, SecurityLevel.AuthPriv, 1, _usm.Buffer, 500, 10, 0));

    [Fact]
    public void Seal_Salts_NeverRepeat()
    {
        foreach (var manager in (SnmpV3User[])[UsmFixture.Admin, UsmFixture.Old])
        {
            var pdu = SnmpV3Message.PduOf(PduType.Response, 99);
            var request = UsmFixture.Get(manager).Build(manager);
            var salts = Enumerable.Range(0, 1_000).Select(_ => Convert.ToHexString(SnmpV3Message.Read(_usm.Answer(request, pdu), manager).Salt));
            Assert.Equal(1_000, salts.Distinct().Count());
        }
    }

    [Fact]
    public void Seal_DesSalt_BeginsWithTheBoots()
    {
        var old = UsmFixture.Old;
        var answer = _usm.Answer(UsmFixture.Get(old).Build(old), SnmpV3Message.PduOf(PduType.Response, 99));
        Assert.Equal([0, 0, 0, UsmFixture.Boots], SnmpV3Message.Read(answer, old).Salt[..4]);
    }

    [Fact]
    public void Salts_OfTwoEngines_BeginElsewhere()
    {
        var admin = UsmFixture.Admin;
        var request = UsmFixture.Get(admin).Build(admin);
        var pdu = SnmpV3Message.PduOf(PduType.Response, 99);
        Assert.NotEqual(
            SnmpV3Message.Read(_usm.Answer(request, pdu), admin).Salt, SnmpV3Message.Read(new UsmFixture().Answer(request, pdu), admin).Salt);
    }

    [Fact]
    public void Seal_AnyLength_IsAsLongAsForetoldAndReadable()
    {
        foreach (var manager in (SnmpV3User[])[UsmFixture.Guest, UsmFixture.Reader, UsmFixture.Admin, UsmFixture.Old])
        {
            var request = UsmFixture.Get(manager).Build(manager);
            foreach (var names in (int[])[0, 1, 2, 5, 10, 50, 1_000, 3_000])
            {
                var pdu = SnmpV3Message.PduOf(PduType.Response, 99, [.. Enumerable.Repeat(UsmFixture.SysDescr, names)]);
                Assert.Equal(pdu, SnmpV3Message.Read(_usm.Answer(request, pdu), manager).Pdu);
            }
        }
    }

    [Fact]
    public void Seal_TooLittleRoom_IsNothing()
    {
        var old = UsmFixture.Old;
        Assert.Equal(UsmOutcome.Accepted, _usm.Engine.Open(UsmFixture.Get(old).Build(old), _usm.PlainText, UsmFixture.Now, out var request));
        Assert.Equal(default, _usm.Engine.Seal(request, new byte[300], 50, 64, UsmFixture.Now));
        Assert.Equal(default, _usm.Engine.Seal(request, new byte[300], 200, 97, UsmFixture.Now));
    }

    private (int Start, int Length) Place(byte[] pdu)
    {
        const int Start = UsmEngine.HeadRoom + 64;
        pdu.CopyTo(_usm.Buffer, Start);
        var start = V3ScopedPdu.Prepend(_usm.Buffer, Start, Start + pdu.Length, UsmFixture.EngineId, "vrf"u8);
        return (start, Start + pdu.Length - start);
    }
}
