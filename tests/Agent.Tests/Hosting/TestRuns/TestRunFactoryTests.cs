using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Engine.Crypto;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>Runs of real setup files, made and not started.</summary>
public sealed class TestRunFactoryTests : IDisposable
{
    private readonly CompositeCryptoProvider _crypto = CryptoProviders.CreateBest();

    public void Dispose() => _crypto.Dispose();

    [Fact]
    public void Read_WrongSetup_NamesLinesAndOptions()
    {
        TestRunDraft draft = Read("role: client\nnumberoftunnels: many\nsurprise: 1\n");

        Assert.Contains(draft.Errors, static error => error.StartsWith("line 2: error: numberoftunnels: ", StringComparison.Ordinal));
        Assert.Contains(draft.Warnings, static warning => warning.StartsWith("line 3: warning: surprise: ", StringComparison.Ordinal));
        Assert.Null(draft.Create);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    [InlineData("\t: [")]
    public void Read_NoSetup_HasErrors(string text) => Assert.NotEmpty(Read(text).Errors);

    [Fact]
    public async Task Create_Gateway_GivesARunWithWhatTheSetupSays()
    {
        TestRunDraft draft = Read(Setups.Gateway(tunnels: 7));
        Assert.Empty(draft.Errors);
        Assert.Equal("127.0.0.1:12345", draft.Api.ToString());

        StartableRun startable = draft.Create!();

        Assert.Equal(("load", TestRole.Gateway, TestRunState.Defined), (startable.Run.Name, startable.Run.Role, startable.Run.State));
        Assert.Equal((7ul, "load.yaml"), (startable.Run.ReadSummary().Configured, startable.Run.ReadSummary().SetupFileName));

        // The default signature hash, dshashalg sha256, has the number 2 (RFC 7427).
        Assert.Equal((2, true, TimeSpan.FromMinutes(1)), (startable.Run.SaOptions!.SignatureHash, startable.Run.SaOptions.Jitter, startable.Run.SaOptions.Margin));
        await startable.DisposeAsync();
        Assert.Equal(TestResult.Stopped, (await startable.Run.Completion).Result);
    }

    private TestRunDraft Read(string setup) =>
        new TestRunFactory(_crypto, NullLoggerFactory.Instance, "1").Read(new TestRunRequest("load", setup, "load.yaml", null));
}
