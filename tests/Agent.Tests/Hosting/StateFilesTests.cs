using MyIkev2.Agent.Hosting.State;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting;

public sealed class StateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_StateIsOff_IsNull() => Assert.Null(new StateFiles(new StateOptions { Enabled = false }).Find("indexes"));

    [Fact]
    public void ReplaceThenRead_FolderIsMissing_MakesBoth()
    {
        var file = Open("deeper");
        Assert.Null(file.Read(10));

        file.Replace("one"u8);
        file.Replace("two"u8);

        Assert.Equal("two"u8, file.Read(10)!);
        Assert.Equal([file.Path], Directory.GetFiles(Path.GetDirectoryName(file.Path)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        }
    }

    [Fact]
    public void Read_LargerThanAllowed_IsInvalid()
    {
        var file = Open("deeper");
        file.Replace(new byte[11]);

        Assert.Throws<InvalidDataException>(() => file.Read(10));
    }

    [Fact]
    public void PutAside_File_LeavesItUnderAnotherName()
    {
        var file = Open("deeper");
        file.Replace("broken"u8);

        var aside = file.PutAside();

        Assert.Equal(file.Path + ".damaged", aside);
        Assert.Equal("broken", File.ReadAllText(aside!));
        Assert.Null(file.Read(10));
        Assert.Null(Open("elsewhere").PutAside());
    }

    private StateFile Open(string folder) =>
        (StateFile)new StateFiles(new StateOptions { Directory = Path.Combine(_folder, folder) }).Find("indexes")!;
}
