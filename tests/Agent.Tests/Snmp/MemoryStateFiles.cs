using MyIkev2.Agent.Snmp.State;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>A state folder in memory whose files can refuse.</summary>
internal sealed class MemoryStateFiles : IStateFiles
{
    private readonly Dictionary<string, MemoryFile> _files = [];

    internal MemoryFile this[string name]
    {
        get
        {
            if (!_files.TryGetValue(name, out var file))
            {
                _files.Add(name, file = new MemoryFile(name));
            }

            return file;
        }
    }

    public IStateFile Find(string name) => this[name];

    internal sealed class MemoryFile(string path) : IStateFile
    {
        public string Path => path;

        internal byte[]? Content { get; set; }

        internal int Replacements { get; private set; }

        internal bool CanPutAside { get; set; } = true;

        internal Exception? ReadError { get; set; }

        internal Exception? WriteError { get; set; }

        public byte[]? Read(int maximumOctets)
        {
            if (ReadError is not null)
            {
                throw ReadError;
            }

            return Content;
        }

        public void Replace(ReadOnlySpan<byte> content)
        {
            if (WriteError is not null)
            {
                throw WriteError;
            }

            Content = content.ToArray();
            Replacements++;
        }

        public string? PutAside()
        {
            if (!CanPutAside)
            {
                return null;
            }

            Content = null;
            return $"{path}.damaged";
        }
    }
}
