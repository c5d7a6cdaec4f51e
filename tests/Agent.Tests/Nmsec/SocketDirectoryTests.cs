using MyIkev2.Agent.Nmsec;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The socket's folder: made no wider than the socket, and not used where anybody could replace the socket.</summary>
public class SocketDirectoryTests
{
    [Theory]
    [InlineData("660", "750")]
    [InlineData("600", "750")]
    [InlineData("666", "755")]
    [InlineData("664", "755")]
    public void Prepare_AMissingFolder_MakesItNoWiderThanTheSocket(string socket, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var parent = new Parent();
        SocketDirectory.Prepare(parent.Folder, Mode(socket), null);
        Assert.Equal(Mode(expected), File.GetUnixFileMode(parent.Folder));
    }

    [Theory]
    [InlineData("777", false)]
    [InlineData("702", false)]
    [InlineData("1777", true)]
    [InlineData("770", true)]
    [InlineData("755", true)]
    public void Prepare_AFolderThatAnybodyMayWriteTo_IsRefusedUnlessSticky(string mode, bool accepted)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var parent = new Parent();
        Directory.CreateDirectory(parent.Folder);
        File.SetUnixFileMode(parent.Folder, Mode(mode));
        var error = Record.Exception(() => SocketDirectory.Prepare(parent.Folder, Mode("660"), null));
        Assert.Equal(accepted, error is null);
        if (error is not null)
        {
            Assert.Contains($"{parent.Folder} is writable for everybody", Assert.IsType<IOException>(error).Message, StringComparison.Ordinal);
        }

        Assert.Equal(Mode(mode), File.GetUnixFileMode(parent.Folder));
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    private sealed class Parent : IDisposable
    {
        private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("nmsec");

        public string Folder => Path.Combine(_parent.FullName, "sock");

        public void Dispose() => _parent.Delete(recursive: true);
    }
}
