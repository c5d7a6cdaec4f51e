using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class UsmAllocationTests
{
    public static TheoryData<AuthenticationProtocol, PrivacyProtocol> Pairs()
    {
        var pairs = new TheoryData<AuthenticationProtocol, PrivacyProtocol>();
        foreach (var authentication in Enum.GetValues<AuthenticationProtocol>().Except([AuthenticationProtocol.None]))
        {
            foreach (var privacy in Enum.GetValues<PrivacyProtocol>())
            {
                pairs.Add(authentication, privacy);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void OpenAndSeal_AfterWarmUp_AllocateNothing(AuthenticationProtocol authentication, PrivacyProtocol privacy)
    {
        using var credentials = UsmFixture.Credentials("pair", authentication, privacy);
        var usm = new UsmFixture(more: credentials.ForEngine(UsmFixture.EngineId));
        var level = privacy == PrivacyProtocol.None ? SecurityLevel.AuthNoPriv : SecurityLevel.AuthPriv;
        using var peer = new UsmPeer(credentials, level, new UsmSalt());
        var request = UsmPeerTests.SynchronizedRequest(peer, usm, SnmpV3Message.PduOf(PduType.Get, 99, UsmFixture.SysDescr));
        var outdated = (byte[])request.Clone();
        outdated[^1] ^= 1;

        Serve(usm, request, outdated);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Serve(usm, request, outdated);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Open_SeveralThreads_ShareAUser()
    {
        var usm = new UsmFixture();
        var admin = UsmFixture.Admin;
        var request = UsmFixture.Get(admin).Build(admin);
        var accepted = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var plainText = new byte[request.Length];
            for (var i = 0; i < 500; i++)
            {
                if (usm.Engine.Open(request, plainText, UsmFixture.Now, out var opened) == UsmOutcome.Accepted && opened.RequestId == 99)
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        });
        Assert.Equal(4_000, accepted);
    }

    private static void Serve(UsmFixture usm, byte[] request, byte[] forged)
    {
        if (usm.Engine.Open(request, usm.PlainText, UsmFixture.Now, out var opened) != UsmOutcome.Accepted)
        {
            throw new InvalidOperationException("The request is not accepted.");
        }

        const int Start = UsmEngine.HeadRoom + 64;
        opened.PduOctets.CopyTo(usm.Buffer.AsSpan(Start));
        var end = Start + 1_300;
        var start = V3ScopedPdu.Prepend(usm.Buffer, Start, end, opened.ContextEngineId, opened.ContextName);
        usm.Engine.Seal(opened, usm.Buffer, start, end - start, UsmFixture.Now);

        var outcome = usm.Engine.Open(forged, usm.PlainText, UsmFixture.Now, out opened);
        usm.Engine.Report(outcome, opened, usm.Buffer, UsmFixture.Now);
    }
}
