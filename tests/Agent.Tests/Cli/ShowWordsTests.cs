using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Grpc.V1;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>What may stand around the path of a show command.</summary>
public sealed class ShowWordsTests
{
    [Theory]
    [InlineData("", "", false, ConfigurationForm.Blocks)]
    [InlineData("/", "", false, ConfigurationForm.Blocks)]
    [InlineData("nodefault / vrf main ike", "vrf main ike", true, ConfigurationForm.Blocks)]
    [InlineData("running fullpath / vrf main ike", "vrf main ike", false, ConfigurationForm.FullPath)]
    [InlineData("running nodefault fullpath", "", true, ConfigurationForm.FullPath)]
    [InlineData("xml / vrf main", "vrf main", false, ConfigurationForm.Xml)]
    [InlineData("xml absolute / vrf main ike vpn hq", "vrf main ike vpn hq", false, ConfigurationForm.XmlAbsolute)]
    public void ShowConfig_Words_SayHow(string typed, string path, bool nodefault, ConfigurationForm form)
    {
        var words = ShowConfigWords.Read(Words(typed), out var problem);

        Assert.Empty(problem);
        Assert.Equal(new ShowConfigWords(path, nodefault, form, OutputPipe.None), words);
    }

    [Theory]
    [InlineData("absolute / vrf main")]
    [InlineData("fullpath xml / vrf main")]
    [InlineData("vrf main")]
    [InlineData("/ vrf main | grep x")]
    [InlineData("/ vrf main | match")]
    public void ShowConfig_OtherWords_AreRefused(string typed)
    {
        Assert.Null(ShowConfigWords.Read(Words(typed), out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("x | match 'b'", "ab,b")]
    [InlineData("x | match b count", "2")]
    [InlineData("x | count", "3")]
    [InlineData("x", "a,ab,b")]
    [InlineData("x | match none", "")]
    [InlineData("x | match none count", "0")]
    public void Pipe_AfterAListing_KeepsOrCounts(string typed, string expected)
    {
        var pipe = OutputPipe.Split(Words(typed), out var before, out _);

        Assert.Equal(["x"], before);
        Assert.Equal(expected, string.Join(',', pipe!.Apply(["a", "ab", "b"])));
    }

    private static string[] Words(string typed) => typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
