using MyIkev2.Tools.LayoutDoc;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>Documents made from the code say what the code says. To renew them: <c>dotnet run --project tools/layoutdoc</c>.</summary>
public class GeneratedDocumentTests
{
    public static TheoryData<string> Paths => [.. GeneratedDocuments.All.Select(document => document.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Document_InTheRepository_IsWhatTheCodeGives(string path)
    {
        var document = GeneratedDocuments.All.Single(candidate => candidate.Path == path);

        Assert.True(File.Exists(Repository.FullPath(path)), $"{path} is missing");
        Assert.Equal(document.Render(), Repository.Read(path));
    }

    [Fact]
    public void Documents_InTheFolder_AreAllInTheTable() =>
        Assert.Empty(Repository.Files.Where(file => file.StartsWith("docs/generated/", StringComparison.Ordinal)).Except(GeneratedDocuments.All.Select(document => document.Path)));
}
