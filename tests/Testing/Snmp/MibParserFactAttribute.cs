using Xunit;
using Xunit.Sdk;

namespace MyIkev2.Testing.Snmp;

/// <summary>
/// A test that gives our MIB module to a foreign parser. Where the parser or the base modules are missing the test is skipped
/// and says what to install; under CI=true it runs and fails. Trait: Category=Peer.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("MyIkev2.Testing.PeerTraitDiscoverer", "MyIkev2.Testing")]
public sealed class MibParserFactAttribute : FactAttribute, ITraitAttribute
{
    /// <param name="tool">Name of the parser on the path.</param>
    /// <param name="package">The package that brings it.</param>
    public MibParserFactAttribute(string tool, string package)
    {
        Tool = tool;
        Package = package;
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            return;
        }

        if (PeerFactAttribute.Find(tool) is null)
        {
            Skip = $"{tool} is missing here; install {package}";
        }
        else if (BaseMibs.Folder is null)
        {
            Skip = $"the base MIB modules are missing here; {BaseMibs.Advice}";
        }
    }

    public string Tool { get; }

    public string Package { get; }
}
