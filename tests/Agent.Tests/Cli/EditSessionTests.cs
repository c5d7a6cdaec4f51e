using MyIkev2.Agent.Cli.Editing;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Engine.Runtime.Configuration;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Edits as an operator types them, against an agent's real configuration.</summary>
public sealed class EditSessionTests
{
    private const string Start = """
        / vrf main ike pre-shared-key any secret s3cret
        / vrf main ike ike-policy-template it ike-proposal 1 aead-alg aes256-gcm-128
        / vrf main ike ike-policy-template it ike-proposal 1 prf-alg hmac-sha384
        / vrf main ike ike-policy-template it ike-proposal 1 dh-group ecp256
        / vrf main ike ipsec-policy-template et esp-proposal 1 aead-alg aes256-gcm-128

        """;

    private static readonly string Host = Environment.MachineName;

    [Fact]
    public async Task Prompt_OfTheGuidesExample_SaysWhenTheCandidateIsNotValid()
    {
        var (_, output, error, _) = await TypeAsync(
            "/ vrf main ike ike-policy-template iketemp1 ike-proposal 1 enc-alg aes128-cbc",
            "/ vrf main ike ike-policy-template iketemp1 ike-proposal 1 auth-alg hmac-sha512",
            "/ vrf main ike ike-policy-template iketemp1 ike-proposal 1 dh-group modp2048",
            "/ vrf main ike ike-policy-template iketemp1 dpd-delay 10s",
            "discard");

        Assert.Equal(string.Concat(
            $"{Host} running config# ", $"{Host} running config#! ", $"{Host} running config#! ", $"{Host} running config# ", $"{Host} running config# ", $"{Host} running config# "), output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Commit_CompleteCandidate_BecomesTheRunningConfiguration()
    {
        var (code, output, _, store) = await TypeAsync(
            "/ vrf main ike vpn hq ike-policy template it",
            "/ vrf main ike vpn hq ipsec-policy template et",
            "/ vrf main ike vpn hq remote-address 192.0.2.2",
            "commit",
            "exit");

        Assert.Equal(0, code);
        Assert.Contains("committed: ", output, StringComparison.Ordinal);
        Assert.Equal("hq", Assert.Single(store.Current.Engine.Peers).Name);
    }

    [Fact]
    public async Task Commit_IncompleteCandidate_IsRefusedAndCanBeMended()
    {
        var (_, _, error, store) = await TypeAsync(
            "/ vrf main ike vpn hq ike-policy template it",
            "commit",
            "/ vrf main ike vpn hq ipsec-policy template et",
            "commit");

        Assert.Contains("template is missing", error, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", error, StringComparison.Ordinal);
        Assert.Single(store.Current.Engine.Peers);
    }

    [Fact]
    public async Task Line_ThatCannotBeRead_IsToldAndForgotten()
    {
        var (_, output, error, store) = await TypeAsync("/ vrf main ike vpn hq versoin 2", "validate", "/ vrf main ike global-options retransmit-tries 3", "commit");

        Assert.Contains("'versoin' is not known here; did you mean 'version'?", error, StringComparison.Ordinal);
        Assert.Contains("the configuration is valid", output, StringComparison.Ordinal);
        Assert.Equal(3, store.Current.Engine.Retransmission.Tries);
    }

    [Fact]
    public async Task Context_EnteredAndLeft_IsInThePrompt()
    {
        var (_, output, _, store) = await TypeAsync(
            "/ vrf main ike",
            "vpn hq",
            "ike-policy template it",
            "ipsec-policy template et",
            "..",
            "global-options",
            "retransmit-tries 7",
            "/",
            "commit");

        Assert.Contains($"{Host} running ike# ", output, StringComparison.Ordinal);
        Assert.Contains($"{Host} running vpn hq#! ", output, StringComparison.Ordinal);
        Assert.Contains($"{Host} running global-options# ", output, StringComparison.Ordinal);
        Assert.Equal(7, store.Current.Engine.Retransmission.Tries);
        Assert.Single(store.Current.Engine.Peers);
    }

    [Fact]
    public async Task Show_OfTheCandidate_HasTheLinesThatWereNotCommitted()
    {
        var (_, output, _, _) = await TypeAsync(
            "/ vrf main ike global-options retransmit-tries 3",
            "show config / vrf main ike global-options retransmit-tries",
            "show config running / vrf main ike global-options retransmit-tries",
            "/ vrf main ike global-options",
            "show config nodefault",
            "show config fullpath / vrf main ike | match aead count");

        Assert.Contains("# retransmit-tries 3\n", output, StringComparison.Ordinal);
        Assert.Contains("# retransmit-tries 5\n", output, StringComparison.Ordinal);
        Assert.Contains("# global-options\n    retransmit-tries 3\n    ..\n", output, StringComparison.Ordinal);
        Assert.Contains("# 2\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfAPath_TakesItOut()
    {
        var (_, _, _, store) = await TypeAsync("/ vrf main ike global-options retransmit-tries 3", "commit", "del / vrf main ike global-options retransmit-tries", "commit");

        Assert.Equal(5, store.Current.Engine.Retransmission.Tries);
    }

    [Fact]
    public async Task Commit_AfterSomebodyElses_SaysSoAndWorksTheSecondTime()
    {
        using var store = Store();
        var (_, _, error) = await RunAsync(
            store,
            prompts: true,
            ["/ vrf main ike global-options retransmit-tries 3", "commit", "commit"],
            line => line == 1 ? store.EditAsync(["/ vrf main ike global-options retransmit-jitter 7"], validateOnly: false, CancellationToken.None) : Task.CompletedTask);

        Assert.Contains("was changed since this edit began", error, StringComparison.Ordinal);
        Assert.Equal((3, 7), (store.Current.Engine.Retransmission.Tries, store.Current.Engine.Retransmission.Jitter));
    }

    [Fact]
    public async Task End_WithLinesThatWereNotCommitted_SaysThatTheyAreForgotten()
    {
        var (_, _, error, store) = await TypeAsync("/ vrf main ike global-options retransmit-tries 3");

        Assert.Equal("myikev2: 1 line was not committed and is forgotten\n", error);
        Assert.Equal(5, store.Current.Engine.Retransmission.Tries);
    }

    [Fact]
    public async Task File_WithATranscript_IsCommittedWithoutPrompts()
    {
        using var store = Store();

        var (code, output, error) = await RunAsync(
            store, prompts: false, ["# a comment", "vsr running config# / vrf main ike global-options retransmit-tries 3", "commit"]);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("committed: ", output, StringComparison.Ordinal);
        Assert.Equal(3, store.Current.Engine.Retransmission.Tries);
    }

    [Fact]
    public async Task File_WithAMistake_FailsAndNamesTheLine()
    {
        using var store = Store();

        var (code, _, error) = await RunAsync(store, prompts: false, ["/ vrf main ike global-options retransmit-tries 3", "/ vrf main ike nonsense 1", "commit"]);

        Assert.Equal(1, code);
        Assert.Contains("myikev2: / vrf main ike nonsense 1: / vrf main ike: 'nonsense' is not known here", error, StringComparison.Ordinal);
        Assert.Equal(5, store.Current.Engine.Retransmission.Tries);
    }

    [Fact]
    public async Task Question_AfterALine_ListsWhatMayComeNext()
    {
        var (_, output, _, _) = await TypeAsync("/ vrf main ike vpn hq", "?", "/ vrf main ike logging daemon ike ?");

        Assert.Contains("enabled ", output, StringComparison.Ordinal);
        Assert.Contains("disable\n", output, StringComparison.Ordinal);
    }

    private static ConfigurationStore Store() => ConfigurationStore.InMemory(Start, out _)!;

    private static async Task<(int Code, string Output, string Error, ConfigurationStore Store)> TypeAsync(params string[] lines)
    {
        using var store = Store();
        var (code, output, error) = await RunAsync(store, prompts: true, lines);
        return (code, output, error, store);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        ConfigurationStore store, bool prompts, string[] lines, Func<int, Task>? before = null)
    {
        await using var host = await GrpcHost.StartAsync(configuration: store);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new Typed(lines, before ?? (static _ => Task.CompletedTask));
        var session = new EditSession(host.Agent, new EditConsole(input, output, error, prompts), static _ => Task.FromResult(0));
        var code = await session.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Lines one by one; before each something may happen.</summary>
    private sealed class Typed(string[] lines, Func<int, Task> before) : TextReader
    {
        private int _next;

        public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            if (_next == lines.Length)
            {
                return null;
            }

            await before(_next);
            return lines[_next++];
        }
    }
}
