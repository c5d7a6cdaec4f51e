using System.Xml.Linq;

namespace MyIkev2.Architecture.Tests;

/// <summary>What a project file says about its references; conditions are ignored, so a conditional reference counts.</summary>
internal sealed class ProjectFile
{
    private readonly XElement _root;

    private ProjectFile(XElement root) => _root = root;

    /// <summary>Names of referenced projects, without folder and extension.</summary>
    public IEnumerable<string> ProjectReferences =>
        Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public IEnumerable<string> PackageReferences => Includes("PackageReference");

    public IEnumerable<string> FrameworkReferences => Includes("FrameworkReference");

    public IEnumerable<string> AdditionalFiles => Includes("AdditionalFiles");

    public IEnumerable<string> GlobalUsings => Includes("Using");

    /// <summary>The SDK in the root element, which for a web project is a framework reference in disguise.</summary>
    public string Sdk => (string?)_root.Attribute("Sdk") ?? "";

    public static ProjectFile Load(string relative) => Parse(Repository.Read(relative));

    public static ProjectFile Parse(string xml) => new(XElement.Parse(xml));

    private IEnumerable<string> Includes(string item) =>
        _root.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
