using MyIkev2.Agent.Cli;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

public sealed class ImportCommandTests : IDisposable
{
    private const string Whole = """
        connections { hq {
          mobike = no
          local { auth = psk }
          remote { auth = psk }
          children { net { } } } }
        secrets { ike { secret = s3cret } }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    private string Source => Path.Combine(_folder, "swanctl.conf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Import_AllCarried_IsPrintedWithStatusZero()
    {
        File.WriteAllText(Source, Whole);

        var (code, output, error) = await RunAsync("import", Source);

        Assert.Equal((0, "0 settings were not carried, 0 to look at\n"), (code, error));
        Assert.Contains("        vpn hq\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAFolder_FindsTheFileInIt()
    {
        File.WriteAllText(Source, Whole);

        Assert.Equal(0, (await RunAsync("import", _folder)).Code);
    }

    [Fact]
    public async Task Import_NotAllCarried_SaysSoByItsStatus()
    {
        File.WriteAllText(Source, Whole.Replace("mobike = no", "mobike = no\n  frobnicate = yes", StringComparison.Ordinal));

        var (code, _, error) = await RunAsync("import", Source);

        Assert.Equal(ExitCodes.Incomplete, code);
        Assert.Equal($"{Source}:3:3: not carried: connections.hq.frobnicate: is not known, or there is nothing like it here\n1 setting was not carried, 0 to look at\n", error);
    }

    [Fact]
    public async Task Import_WithOutput_MakesAFileForItsOwnerOnly()
    {
        File.WriteAllText(Source, Whole);
        var file = Path.Combine(_folder, "myikev2.conf");

        var (code, output, _) = await RunAsync("import", Source, "--output", file);

        Assert.Equal((0, ""), (code, output));
        Assert.Contains("s3cret", File.ReadAllText(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Import_OutputIsThere_IsNotTouched()
    {
        File.WriteAllText(Source, Whole);
        var file = Path.Combine(_folder, "myikev2.conf");
        File.WriteAllText(file, "mine");

        var (code, _, error) = await RunAsync("import", Source, "--output", file);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("is there already; it was not touched", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public async Task Import_NothingToRead_Fails()
    {
        var (code, output, error) = await RunAsync("import", Source);

        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains("there is no such file", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync(arguments, output, error).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }
}
