using System.CommandLine;
using MyIkev2.Agent.Cli;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

public sealed class ConfigCommandsTests : IDisposable
{
    private const string Valid = """
        / vrf main ike pre-shared-key any secret s3cret
        / vrf main ike ike-policy-template it ike-proposal 1 aead-alg aes256-gcm-128
        / vrf main ike ike-policy-template it ike-proposal 1 prf-alg hmac-sha384
        / vrf main ike ike-policy-template it ike-proposal 1 dh-group ecp256
        / vrf main ike ipsec-policy-template et esp-proposal 1 aead-alg aes256-gcm-128
        / vrf main ike vpn v ike-policy template it
        / vrf main ike vpn v ipsec-policy template et

        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{nameof(ConfigCommandsTests)}-{Guid.NewGuid():N}.conf");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Check_ValidFile_Succeeds()
    {
        var (status, output, error) = Run(Valid, "check", _file);

        Assert.Equal($"{_file}: 0 errors, 0 warnings\n", output);
        Assert.Empty(error);
        Assert.Equal(0, status);
    }

    [Fact]
    public void Check_SeveralErrors_ListsThemAllByPosition()
    {
        var (status, output, _) = Run("/ vrf main ike vpn a versoin 2\n/ vrf main ike global-options retransmit-tries 101\n", "check", _file);

        var lines = output.Split('\n');
        Assert.StartsWith($"{_file}:1:22: error: / vrf main ike vpn a: 'versoin' is not known here; did you mean 'version'?", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            $"{_file}:2:48: error: / vrf main ike global-options retransmit-tries: 101 is out of range; allowed: an integer 0..100 (default 5)", lines[1]);
        Assert.Equal($"{_file}: 2 errors, 0 warnings", lines[2]);
        Assert.Equal(1, status);
    }

    [Fact]
    public void Check_IncompleteFile_FailsUnlessSyntaxOnly()
    {
        const string Incomplete = "/ vrf main ike vpn v version 2\n";

        var (status, output, _) = Run(Incomplete, "check", _file);
        Assert.Equal(1, status);
        Assert.Contains("template is missing", output, StringComparison.Ordinal);

        (status, output, _) = Run(Incomplete, "check", "--syntax-only", _file);
        Assert.Equal(0, status);
        Assert.Equal($"{_file}: 0 errors, 0 warnings\n", output);
    }

    [Fact]
    public void Check_WarningsOnly_Succeeds()
    {
        var (status, output, _) = Run(Valid + "/ vrf main ike global-options sa-table-segments 20\n", "check", _file);

        Assert.Equal(0, status);
        Assert.Contains(":8:49: warning: / vrf main ike global-options sa-table-segments 20: has no effect", output, StringComparison.Ordinal);
        Assert.Contains("0 errors, 1 warning\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MissingFile_Fails()
    {
        var (status, output, _) = Run(null, "check", _file);

        Assert.Equal(1, status);
        Assert.StartsWith($"{_file}: error: there is no such file\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Path_IsListedWithSecretsMasked()
    {
        var (status, output, _) = Run(Valid, "show", _file, "/", "vrf", "main", "ike", "pre-shared-key");

        Assert.Equal(0, status);
        Assert.Equal("pre-shared-key any\n    secret ********\n    ..\n", output);
    }

    [Fact]
    public void Show_Revealed_IsListedWithSecrets()
    {
        var (_, output, _) = Run(Valid, "show", "--reveal-secrets", _file, "/ vrf main ike pre-shared-key any secret");

        Assert.Equal("secret s3cret\n", output);
    }

    [Fact]
    public void Show_NoDefault_LeavesDefaultsOut()
    {
        var (_, all, _) = Run(Valid, "show", _file);
        var (_, some, _) = Run(Valid, "show", "--nodefault", _file);

        Assert.Contains("retransmit-tries 5", all, StringComparison.Ordinal);
        Assert.DoesNotContain("retransmit-tries", some, StringComparison.Ordinal);
        Assert.StartsWith("vrf main\n    ike\n", some, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_BadFileOrPath_FailsOnTheErrorStream()
    {
        var (status, output, error) = Run(Valid, "show", _file, "/ vrf main ike vpn nobody");
        Assert.Equal((1, string.Empty, $"{_file}: '/ vrf main ike vpn nobody' is not configured\n"), (status, output, error));

        (status, output, error) = Run("nonsense\n", "show", _file);
        Assert.Equal((1, string.Empty), (status, output));
        Assert.StartsWith($"{_file}:1:1: error: /: 'nonsense' is not known here", error, StringComparison.Ordinal);
    }

    private (int Status, string Output, string Error) Run(string? content, params string[] arguments)
    {
        if (content is not null)
        {
            File.WriteAllText(_file, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var status = ConfigCommands.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (status, output.ToString(), error.ToString());
    }
}
