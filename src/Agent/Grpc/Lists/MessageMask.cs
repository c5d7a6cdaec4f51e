using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>Which members of a message a caller wants. Paths may lead through repeated members: they then hold for every element.</summary>
internal sealed class MessageMask
{
    private const int MostPaths = 200;

    private readonly Node _root;

    private MessageMask(Node root, string text)
    {
        _root = root;
        Text = text;
    }

    /// <summary>The same for masks that mean the same.</summary>
    public string Text { get; }

    /// <summary>Null when everything is wanted.</summary>
    /// <param name="mask">The caller's paths.</param>
    /// <param name="descriptor">The message that they begin in.</param>
    /// <param name="always">Members that come in any case.</param>
    /// <exception cref="RpcException">A path leads nowhere (INVALID_ARGUMENT).</exception>
    public static MessageMask? Parse(FieldMask? mask, MessageDescriptor descriptor, params ReadOnlySpan<string> always)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            return null;
        }

        if (mask.Paths.Count > MostPaths)
        {
            throw Invalid($"{mask.Paths.Count} paths are more than {MostPaths}.");
        }

        var root = new Node(descriptor);
        foreach (string path in always)
        {
            root.Add(path);
        }

        foreach (string path in mask.Paths)
        {
            if (!root.Add(path))
            {
                throw Invalid($"'{path}' is no member of {descriptor.Name}.");
            }
        }

        root.Close();
        return new MessageMask(root, root.ToString());
    }

    /// <summary>True if any part of a member of the message itself is wanted.</summary>
    public bool Wants(string member) => _root.Wants(member);

    /// <summary>Clears what is not wanted.</summary>
    public void Apply(IMessage message) => _root.Apply(message);

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, $"field_mask: {detail}"));

    /// <summary>What is wanted of one message type.</summary>
    private sealed class Node(MessageDescriptor descriptor)
    {
        // A null node: all of the member.
        private readonly SortedDictionary<int, Node?> _wanted = [];
        private FieldDescriptor[] _unwanted = [];

        /// <summary>False when the path leads nowhere.</summary>
        public bool Add(ReadOnlySpan<char> path)
        {
            int dot = path.IndexOf('.');
            FieldDescriptor? field = descriptor.FindFieldByName((dot < 0 ? path : path[..dot]).ToString());
            if (field is null)
            {
                return false;
            }

            bool isKnown = _wanted.TryGetValue(field.FieldNumber, out Node? inner);
            if (dot < 0)
            {
                _wanted[field.FieldNumber] = null;
                return true;
            }

            if (field.FieldType != FieldType.Message)
            {
                return false;
            }

            var below = inner ?? new Node(field.MessageType);
            if (!below.Add(path[(dot + 1)..]))
            {
                return false;
            }

            // What is wanted as a whole stays so.
            if (!isKnown)
            {
                _wanted[field.FieldNumber] = below;
            }

            return true;
        }

        public void Close()
        {
            _unwanted = [.. descriptor.Fields.InFieldNumberOrder().Where(field => !_wanted.ContainsKey(field.FieldNumber))];
            foreach (Node? inner in _wanted.Values)
            {
                inner?.Close();
            }
        }

        public bool Wants(string member) => descriptor.FindFieldByName(member) is { } field && _wanted.ContainsKey(field.FieldNumber);

        public void Apply(IMessage message)
        {
            foreach (FieldDescriptor field in _unwanted)
            {
                field.Accessor.Clear(message);
            }

            foreach ((int number, Node? inner) in _wanted)
            {
                if (inner is not null)
                {
                    inner.ApplyToMember(descriptor.FindFieldByNumber(number).Accessor.GetValue(message));
                }
            }
        }

        public override string ToString() =>
            string.Join(',', _wanted.Select(static pair => pair.Value is null ? $"{pair.Key}" : $"{pair.Key}({pair.Value})"));

        private void ApplyToMember([MaybeNull] object value)
        {
            if (value is IMessage message)
            {
                Apply(message);
            }
            else if (value is IList list)
            {
                foreach (object? element in list)
                {
                    Apply((IMessage)element!);
                }
            }
        }
    }
}
