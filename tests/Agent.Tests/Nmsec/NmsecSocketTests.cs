using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

public class NmsecSocketTests
{
    [Theory]
    [InlineData("0660")]
    [InlineData("0600")]
    [InlineData("666")]
    public async Task SocketFile_OfARunningAgent_HasTheModeOfTheOptions(string mode)
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("SocketMode", mode));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Convert.ToInt32(mode, 8), (int)File.GetUnixFileMode(host.SocketPath));
        }
    }

    [Fact]
    public void SocketFile_LeftByAKilledProcess_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        using (var dead = Bound(folder.Socket))
        {
            // Closing removes the file, being killed does not: keep it out of the way meanwhile.
            File.Move(folder.Socket, folder.Socket + ".kept");
        }

        File.Move(folder.Socket + ".kept", folder.Socket);
        using var listening = Bind(folder);
        listening.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(folder.Socket));
        Assert.True(client.Connected);
    }

    [Fact]
    public void SocketFile_OfALivingProcess_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        using var living = Bound(folder.Socket);
        living.Listen();
        var error = Assert.Throws<IOException>(() => Bind(folder));
        Assert.Contains("Another process serves", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Socket));
    }

    [Fact]
    public void SocketPath_OfAnOrdinaryFile_IsLeftAlone()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Socket, "precious");
        var error = Assert.Throws<IOException>(() => Bind(folder));
        Assert.Contains("it is not a socket", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder.Socket));
    }

    [Fact]
    public void SocketFolder_Missing_IsMade()
    {
        using var folder = new TemporaryFolder();
        folder.Options.SocketPath = Path.Combine(folder.Path, "a", "b", "socket");
        using var socket = Bind(folder);
        Assert.True(File.Exists(folder.Options.SocketPath));
    }

    [Fact]
    public void Bind_AnotherEndPoint_IsLeftToTheTransport()
    {
        using var folder = new TemporaryFolder();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var bind = NmsecSocket.Bind(folder.Options, _ => other);
        Assert.Same(other, bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)));
        Assert.Same(other, bind(new UnixDomainSocketEndPoint(folder.Socket + "2")));
    }

    [Theory]
    [InlineData("SocketMode", "0999", "octal")]
    [InlineData("SocketMode", "rw-rw----", "octal")]
    [InlineData("SocketMode", "1777", "octal")]
    [InlineData("SocketPath", "", "SocketPath")]
    [InlineData("SocketPath", "/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789", "SocketPath")]
    [InlineData("MaximumClients", "0", "MaximumClients")]
    [InlineData("NssSocketPath", "{folder}/ipsecmgmt", "NssSocketPath")]
    [InlineData("SystemName", "SYS.1", "SystemName")]
    [InlineData("AccessControl:0:Resource", "EZB.NETMGMT", "AccessControl")]
    [InlineData("AccessControl:0:Users:0", "*", "AccessControl")]
    [InlineData("StallTimeout", "00:00:00", "StallTimeout")]
    [InlineData("MessageTypes:NMsec_GET_NONSENSE", "5", "NMsec_GET_NONSENSE")]
    [InlineData("MessageTypes:NMsec_GET_IKETUN", "258", "NMsec_GET_SUMMARY")]
    public async Task Options_Wrong_StopTheStartAndAreNamed(string name, string value, string named)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, (name, value)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_Disabled_OpensNoSocket()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("Enabled", "false"));
        Assert.False(File.Exists(host.SocketPath));
    }

    private static Socket Bind(TemporaryFolder folder)
        => NmsecSocket.Bind(folder.Options, _ => throw new InvalidOperationException())(new UnixDomainSocketEndPoint(folder.Socket));

    private static Socket Bound(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nmsec");

        public TemporaryFolder() => Options = new NmsecOptions { SocketPath = System.IO.Path.Combine(_folder.FullName, "socket") };

        public NmsecOptions Options { get; }

        public string Path => _folder.FullName;

        public string Socket => Options.SocketPath;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
