namespace MyIkev2.Registry;

/// <summary>A test as somebody asks for it; nothing of it has been checked yet.</summary>
/// <param name="Name">Its name.</param>
public abstract record TestDefinition(string Name)
{
    /// <summary>A test of this product: an engine of its own with a setup file.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Setup">Text of the setup file, or the name of a file in the daemon's folder for them.</param>
    /// <param name="LogDirectory">Where to write its log; empty for nowhere.</param>
    public sealed record Ike(string Name, string Setup, string LogDirectory) : TestDefinition(Name)
    {
        /// <summary>The setup holds secrets.</summary>
        public override string ToString() => $"test {Name}";
    }

    /// <summary>Another program, started and stopped by commands.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="SetupCommands">Prepare it; separated by semicolons, as the others.</param>
    /// <param name="UpCommands">Start it.</param>
    /// <param name="DestroyCommands">Stop it and clean up.</param>
    /// <param name="DataInterface">The network interface that is moved into its namespace; empty for none.</param>
    /// <param name="DataInterfacePrefix">The address with prefix length that the interface gets; empty for none.</param>
    public sealed record Commands(
        string Name, string SetupCommands, string UpCommands, string DestroyCommands, string DataInterface, string DataInterfacePrefix) : TestDefinition(Name)
    {
        /// <summary>Commands may hold secrets.</summary>
        public override string ToString() => $"commands of {Name}";
    }
}
