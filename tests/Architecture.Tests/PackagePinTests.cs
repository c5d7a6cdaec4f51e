using System.Xml.Linq;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>Versions live in one file, each with its reason beside it.</summary>
public class PackagePinTests
{
    private static readonly XElement Central = XElement.Parse(Repository.Read("Directory.Packages.props"));

    [Fact]
    public void CentralVersions_EveryPin_HasAReason()
    {
        var unexplained = Central.Descendants("PackageVersion")
            .Where(pin => !HasReason(pin))
            .Select(pin => (string?)pin.Attribute("Include"));

        Assert.Empty(unexplained);
    }

    [Fact]
    public void CentralVersions_EveryPin_IsExact() =>
        Assert.All(
            Central.Descendants("PackageVersion").Select(pin => (string?)pin.Attribute("Version")),
            version => Assert.Matches(@"^\d+(\.\d+){2,3}$", version));

    [Fact]
    public void CentralVersions_EveryPin_IsUsed()
    {
        var used = Repository.Files
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) || file == "Directory.Build.props")
            .SelectMany(file => ProjectFile.Load(file).PackageReferences)
            .ToHashSet();

        Assert.Empty(Central.Descendants("PackageVersion").Select(pin => (string?)pin.Attribute("Include")).OfType<string>().Except(used));
    }

    [Fact]
    public void Projects_PackageReferences_CarryNoVersion()
    {
        var versioned = Repository.Files
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => XElement.Parse(Repository.Read(file)).Descendants("PackageReference")
                .Any(reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null));

        Assert.Empty(versioned);
    }

    // A comment covers the pins that follow it without a gap and share the first segment of their name.
    private static bool HasReason(XElement pin)
    {
        var family = Family(pin);
        for (var node = pin.PreviousNode; node is not null; node = node.PreviousNode)
        {
            switch (node)
            {
                case XComment:
                    return true;
                case XElement previous when Family(previous) != family:
                    return false;
            }
        }

        return false;
    }

    private static string Family(XElement pin) => ((string?)pin.Attribute("Include") ?? "").Split('.')[0];
}
