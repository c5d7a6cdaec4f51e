using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MyIkev2.Architecture.Tests;

/// <summary>A built assembly of ours, seen through its metadata tables: nothing of it runs.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(IReadOnlySet<string> assemblies, IReadOnlySet<string> types)
    {
        ReferencedAssemblies = assemblies;
        ReferencedTypes = types;
    }

    public IReadOnlySet<string> ReferencedAssemblies { get; }

    /// <summary>Full names of every foreign type the assembly mentions anywhere: a field, a signature, an instruction.</summary>
    public IReadOnlySet<string> ReferencedTypes { get; }

    /// <summary>Path of a production assembly that the build copied beside the tests.</summary>
    public static string PathOf(string project) =>
        Path.Combine(AppContext.BaseDirectory, project == "Agent" ? "myikev2.dll" : $"MyIkev2.{project}.dll");

    public static Assembly Load(string project) => Assembly.LoadFrom(PathOf(project));

    public static CompiledAssembly Inspect(string project)
    {
        using var file = new PEReader(File.OpenRead(PathOf(project)));
        var metadata = file.GetMetadataReader();
        return new CompiledAssembly(
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet(),
            metadata.TypeReferences.Select(handle => FullName(metadata, handle)).ToHashSet());
    }

    private static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return FullName(metadata, (TypeReferenceHandle)type.ResolutionScope) + "+" + name;
        }

        return type.Namespace.IsNil ? name : metadata.GetString(type.Namespace) + "." + name;
    }
}
