using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Agent.Tests.Grpc.TestRuns;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary><c>test list</c>, <c>test dump</c> and <c>test dumpchild</c> against the API of a scripted run.</summary>
public sealed class TestSaCommandTests
{
    [Fact]
    public async Task List_OfARun_HasALineForEachInThePageAskedFor()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        IkeTunnelSnapshot[] tunnels = [.. host.Run.Registry.Capture().Enumerate()];

        var (code, output, error) = await RunAsync(host, "test list");
        string[] page = (await RunAsync(host, "test list --start 1 --len 1")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(tunnels.Length + 1, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(tunnels, tunnel => Assert.Contains($"{tunnel.OwnSpi:X16}  ", output, StringComparison.Ordinal));
        Assert.Equal("1 IKE SA", page[^1]);
        Assert.Equal(2, page.Length);
    }

    [Fact]
    public async Task Dump_OfAnSa_SaysWhatTheApiSaysAndNoKeys()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        IkeTunnelSnapshot tunnel = host.Run.Registry.Capture().Enumerate().First(static row => row.Children.Any(IsUp));

        string output = (await RunAsync(host, $"test dump {tunnel.OwnSpi:x}")).Output;
        string child = (await RunAsync(host, $"test dumpchild {tunnel.Children.First(IsUp).SpiIn:X}")).Output;

        Assert.Contains($"own SPI             {tunnel.OwnSpi:X16}\n", output, StringComparison.Ordinal);
        Assert.Contains("own authentication  psk\n", output, StringComparison.Ordinal);
        Assert.Contains("close code          n/a\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("SK_", output, StringComparison.Ordinal);
        Assert.Contains($"IKE SA              {tunnel.OwnSpi:X16}\n", child, StringComparison.Ordinal);
        Assert.Contains("own traffic         ", child, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "sha2-256")]
    [InlineData(3, "sha2-384")]
    [InlineData(4, "sha2-512")]
    [InlineData(0, "n/a")]
    [InlineData(-1, "n/a")]
    public void Dump_HashOfSignatures_HasANameOfItsOwn(int number, string name) =>
        Assert.Contains($"hash of signatures  {name}\n", TestSaText.Details(new IKESADump { HashAlgDS = number, IntAlg = 2 }, []), StringComparison.Ordinal);

    [Fact]
    public async Task Dump_NoSuchSa_Fails()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        Assert.NotEqual(0, (await RunAsync(host, "test dump 1234")).Code);
        var (code, _, error) = await RunAsync(host, "test dumpchild elephant");
        Assert.Equal((1, "myikev2: 'elephant' is no SPI: hexadecimal digits are expected\n"), (code, error));
    }

    private static bool IsUp(IpsecTunnelSnapshot child) => child.State == IpsecTunnelState.Installed;

    private static async Task<(int Code, string Output, string Error)> RunAsync(TestRunHost host, string command)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        int code = await CliApplication.RunAsync([.. command.Split(' '), "--address", $"http://{host.Authority}"], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
