using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The option that names a dialect file.</summary>
public class DialectFileTests
{
    [Fact]
    public async Task DialectFile_WithOtherNumbers_IsSpoken()
    {
        using var file = new TemporaryFile(NmsecDialectFile.Write(NmsecDialect.Design1 with
        {
            Types = NmsecDialect.Design1.Types.With([KeyValuePair.Create(NmsecMessageType.GetIkeTunnels, (ushort)0x4711)]),
        }));
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("DialectFile", file.Path));
        await using var client = await NmsecClient.ConnectAsync(host.SocketPath, new NmsecClientOptions { Dialect = NmsecDialectFile.Load(file.Path) });
        Assert.Equal(4u, (await client.GetIkeTunnelsAsync()).Count);
        await using var old = await host.ConnectRawAsync();
        await old.ReceiveAsync(NmsecMessageType.Init);
        await old.SendAsync(RawConnection.Request(1));
        Assert.Equal(NmsecProtocol.NmsecReasonCode.BadType, (await old.ReceiveAsync()).Header.ReasonCode);
    }

    [Theory]
    [InlineData("this is not JSON", "line 1")]
    [InlineData("{ \"nonsense\": 1 }", "nonsense")]
    public async Task DialectFile_ThatIsWrong_StopsTheStartAndIsNamed(string content, string named)
    {
        using var file = new TemporaryFile(content);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("DialectFile", file.Path)));
        Assert.Contains($"Nmsec:DialectFile {file.Path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DialectFile_ThatIsMissing_StopsTheStart()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("DialectFile", "{folder}/nothing.json")));
        Assert.Contains("nothing.json", error.Message, StringComparison.Ordinal);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string content)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, content);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
