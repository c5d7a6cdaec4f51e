using System.CommandLine;
using MyIkev2.Agent.Cli;
using MyIkev2.TestInstances.Setup;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

public sealed class SetupFileCommandsTests : IDisposable
{
    private const string Usable = "startclntaddr: 10.10.10.100/24\npeeraddr: 10.20.0.1\nbindifname: eth1\nsetupinterval: 100ms\nikeconf: {psk: secret}\n";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{nameof(SetupFileCommandsTests)}-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Verify_AUsableFile_SaysWhatTheTestWouldBe()
    {
        var (status, output, error) = Run(Usable, "verify", _file);

        Assert.Equal(
            $"client: 10 tunnels from 10.10.10.100 to 10.20.0.1, one every 100ms, each with 1 CHILD_SA\n{_file}: 0 errors, 0 warnings\n",
            output.ReplaceLineEndings("\n"));
        Assert.Empty(error);
        Assert.Equal(0, status);
    }

    [Fact]
    public void Verify_ErrorsAndWarnings_AreListedWithLines()
    {
        var (status, output, _) = Run(Usable + "staticroute: somewhere\nelephant: 5\n", "verify", _file);

        Assert.Equal(
            $"{_file}: line 6: error: staticroute: commands are not run; add the route before the test\n{_file}: line 7: warning: elephant: is not an option, and has no effect\n{_file}: 1 error, 1 warning\n",
            output.ReplaceLineEndings("\n"));
        Assert.Equal(1, status);
    }

    [Fact]
    public void Verify_NoSuchFile_SaysSo()
    {
        var (status, output, error) = Run(null, "verify", _file);

        Assert.Empty(output);
        Assert.StartsWith($"{_file}: cannot be read", error, StringComparison.Ordinal);
        Assert.Equal(1, status);
    }

    [Fact]
    public void Default_IsAFileOfEveryOption()
    {
        var (status, output, _) = Run(null, "default");

        Assert.Equal(0, status);
        Assert.Equal(TestSetup.Default, TestSetupReader.Read(output).Setup);
    }

    [Fact]
    public void Compact_LeavesDefaultsOut()
    {
        var (status, output, _) = Run(Usable, "compact", _file);

        Assert.Equal(
            "startclntaddr: \"10.10.10.100/24\"\npeeraddr: \"10.20.0.1\"\nbindifname: \"eth1\"\nikeconf:\n  psk: \"secret\"\n",
            output.ReplaceLineEndings("\n"));
        Assert.Equal(0, status);
    }

    private (int Status, string Output, string Error) Run(string? text, params string[] arguments)
    {
        if (text is not null)
        {
            File.WriteAllText(_file, text);
        }

        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = CliApplication.CreateRoot().Parse(["test", .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
