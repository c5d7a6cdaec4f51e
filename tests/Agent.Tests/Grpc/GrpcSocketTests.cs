using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Tests.Grpc.Support;
using System.Net.Sockets;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>The socket's file, the options and the roles of callers.</summary>
public sealed class GrpcSocketTests
{
    [Fact]
    public async Task Socket_Bound_HasTheModeOfTheOptions()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using GrpcHost host = await GrpcHost.StartAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(host.SocketPath));
    }

    [Fact]
    public async Task Socket_LeftByADeadProcess_IsReplaced()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(prepare: static path =>
        {
            // Bound, not listening, and its handle gone: what a killed process leaves.
            using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            dead.Bind(new UnixDomainSocketEndPoint(path + ".tmp"));
            File.Move(path + ".tmp", path);
        });

        Assert.Equal("0.1.0", (await host.Agent.StatusAsync(new V1.StatusRequest())).Version);
    }

    [Fact]
    public async Task Socket_FileInTheWay_IsNotTouched()
    {
        string? path = null;

        IOException exception = await Assert.ThrowsAsync<IOException>(() => GrpcHost.StartAsync(prepare: socketPath => File.WriteAllText(path = socketPath, "precious")));

        Assert.Contains("is in the way", exception.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path!));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Socket_ServedByAnotherAgent_IsLeftToIt()
    {
        await using GrpcHost first = await GrpcHost.StartAsync();

        IOException exception = await Assert.ThrowsAsync<IOException>(() => GrpcHost.StartAsync(configure: options => options.SocketPath = first.SocketPath));

        Assert.Contains("Another process serves", exception.Message, StringComparison.Ordinal);
        Assert.Equal("0.1.0", (await first.Agent.StatusAsync(new V1.StatusRequest())).Version);
    }

    [Theory]
    [InlineData("127.0.0.1:12330", "0660", true)]
    [InlineData("[::1]:12330", "600", true)]
    [InlineData("", "0660", true)]
    [InlineData("0.0.0.0:12330", "0660", false)]
    [InlineData("192.0.2.1:12330", "0660", false)]
    [InlineData("127.0.0.1", "0660", false)]
    [InlineData("::1", "0660", false)]
    [InlineData("localhost:12330", "0660", false)]
    [InlineData("", "0888", false)]
    [InlineData("", "", false)]
    [InlineData("", "7777", false)]
    public void Options_EndpointAndMode_AreValidated(string endpoint, string mode, bool isValid)
    {
        ValidateOptionsResult result = new GrpcOptionsValidator().Validate(null, new GrpcOptions { TcpEndpoint = endpoint, SocketMode = mode });

        Assert.Equal(isValid, result.Succeeded);
    }

    [Fact]
    public void Options_Defaults_AreSafe()
    {
        var options = new GrpcOptions();

        Assert.Equal(("", "0660", false), (options.TcpEndpoint, options.SocketMode, options.RevealKeys));
    }

    [Theory]
    [InlineData(0u, 1000u, (int)CallerRole.All)]
    [InlineData(1000u, 1000u, (int)CallerRole.All)]
    [InlineData(1001u, 1000u, (int)CallerRole.Monitor)]
    [InlineData(null, 1000u, (int)CallerRole.Monitor)]
    [InlineData(null, null, (int)CallerRole.All)]
    public void Roles_OfAUser_DependOnTheUser(uint? user, uint? ownUser, int expected) =>
        Assert.Equal((CallerRole)expected, CallerRoles.OfUser(user, ownUser));
}
