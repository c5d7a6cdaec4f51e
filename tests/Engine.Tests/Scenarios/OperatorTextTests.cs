using System.Text.RegularExpressions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What operators read while their commands run: the transcripts of the 6WIND guide "Manually controlling SAs", with other names and numbers.</summary>
public sealed partial class OperatorTextTests
{
    [Fact]
    public void InitiateChild_OfANewIkeSa_SaysWhatTheGuideSays()
    {
        var pair = new SimPair();
        pair.Configure(new SimVpn());
        var request = pair.Start();

        var (a, b) = (pair.A.Address, pair.B.Address);
        var lines = Lines(pair, request).Where(static line => !line.EndsWith("vendor ID", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                $"initiating IKE_SA vpn[1] to {b}",
                "authentication of 'a.example' (myself) with pre-shared key",
                "establishing CHILD_SA child-1{1}",
                "authentication of 'b.example' with pre-shared key successful",
                $"IKE_SA vpn[1] established between {a}[a.example]...{b}[b.example]",
                "scheduling rekeying in Ns",
                "maximum IKE_SA lifetime Ns",
                "CHILD_SA child-1{1} established with SPIs X_i X_o and TS 10.1.1.0/24 === 10.2.1.0/24",
            ],
            lines.Select(WithoutNumbers));

        // The guide's own numbers: 13328 and 14768, 13165 and 14605.
        var rekey = Seconds(lines, "scheduling rekeying");
        Assert.InRange(rekey, 14400 - 1440, 14400);
        Assert.Equal(rekey + 1440, Seconds(lines, "maximum IKE_SA lifetime"));
    }

    [Fact]
    public void InitiateIke_Childless_SaysTheSameWithoutTheChild()
    {
        var pair = new SimPair();
        pair.Configure(new SimVpn());
        var request = pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();

        Assert.DoesNotContain(Lines(pair, request), static line => line.Contains("CHILD_SA", StringComparison.Ordinal));
        Assert.Contains(Lines(pair, request), line => line == $"IKE_SA vpn[1] established between {pair.A.Address}[a.example]...{pair.B.Address}[b.example]");
    }

    [Fact]
    public void InitiateChild_UnderAnIkeSaThatStands_SaysOnlyTheChild()
    {
        var pair = SimPair.Established(vpn: static vpn => vpn.ChildCount = 2);
        var request = pair.Start("child-2");

        Assert.Equal(
            ["establishing CHILD_SA child-2{2}", "CHILD_SA child-2{2} established with SPIs X_i X_o and TS 10.1.2.0/24 === 10.2.2.0/24"],
            Lines(pair, request).Select(WithoutNumbers));
    }

    [Fact]
    public void Flush_ChildThenIke_SaysWhatTheGuideSays()
    {
        var pair = SimPair.Established();
        var child = pair.A.Execute(new EngineCommand.FlushChild(new SaSelector("child-1")));
        pair.Drive();
        var ike = pair.A.Execute(new EngineCommand.FlushIke(new SaSelector("vpn")));
        pair.Drive();

        Assert.Equal(
            "closing CHILD_SA child-1{1} with SPIs X_i (0 bytes) X_o (0 bytes) and TS 10.1.1.0/24 === 10.2.1.0/24",
            WithoutNumbers(Assert.Single(pair.A.ResultOf(child)!.Lines)));
        Assert.Equal(
            $"deleting IKE_SA vpn[1] between {pair.A.Address}[a.example]...{pair.B.Address}[b.example]", Assert.Single(pair.A.ResultOf(ike)!.Lines));
    }

    /// <summary>What the log does not want is not even put into words; the operator who asked hears it all the same.</summary>
    [Fact]
    public void Initiate_LogWantsNoProgress_OnlyTheOperatorHears()
    {
        var told = Establish(static _ => { });
        var quiet = Establish(static trace => trace.Limit(LogSubsystem.Ike, 0));
        var silent = Establish(static trace =>
        {
            trace.Limit(LogSubsystem.Ike, -1);
            trace.Limit(LogSubsystem.Child, -1);
        });

        Assert.Contains(told.Pair.A.Events, static e => e is ProgressEvent);
        Assert.DoesNotContain(quiet.Pair.A.Events, static e => e is ProgressEvent);
        Assert.Contains(quiet.Pair.A.Events, static e => e is IkeSaEstablished);
        Assert.Contains(quiet.Pair.A.Events, static e => e is ChildSaInstalled);
        Assert.DoesNotContain(silent.Pair.A.Events, static e => e is ProgressEvent or IkeSaEstablished or ChildSaInstalled);
        Assert.Contains(silent.Pair.A.Events, static e => e is KeysDerived);
        Assert.NotEmpty(told.Lines);
        Assert.Equal(told.Lines, quiet.Lines);
        Assert.Equal(told.Lines, silent.Lines);

        static (SimPair Pair, List<string> Lines) Establish(Action<TraceSwitches> limit)
        {
            var pair = new SimPair();
            limit(pair.A.Shard.Context.Trace);
            pair.Configure(new SimVpn());
            return (pair, Lines(pair, pair.Start()));
        }
    }

    private static List<string> Lines(SimPair pair, long request) =>
        [.. pair.A.Replies[request].OfType<ShardReply.Progress>().Select(static reply => reply.Line)];

    private static string WithoutNumbers(string line) => Times().Replace(Spis().Replace(line, "X"), "Ns");

    private static long Seconds(IEnumerable<string> lines, string start) =>
        long.Parse(Times().Match(lines.Single(line => line.StartsWith(start, StringComparison.Ordinal))).Value.TrimEnd('s'));

    [GeneratedRegex("\\b[0-9a-f]{8}(?=_[io])")]
    private static partial Regex Spis();

    [GeneratedRegex("\\b[0-9]+s\\b")]
    private static partial Regex Times();
}
