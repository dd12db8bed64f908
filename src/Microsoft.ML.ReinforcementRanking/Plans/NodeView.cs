namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Represents values that are parts of other nodes' values, side by side. Two views with the same parts are equal.</summary>
internal sealed class NodeView(NodePart[] parts) : IEquatable<NodeView>
{
    public ReadOnlySpan<NodePart> Parts => parts;

    public static NodeView Concat(IEnumerable<NodeView> views) => new([.. views.SelectMany(view => view.Parts.ToArray())]);

    /// <summary>Returns the values from <paramref name="start"/> up to, but not including, start + width.</summary>
    public NodeView Slice(int start, int width)
    {
        List<NodePart> sliced = [];
        var offset = 0;
        foreach (var part in Parts)
        {
            var (from, to) = (Math.Max(start, offset), Math.Min(start + width, offset + part.Width));
            if (from < to)
                sliced.Add(new(part.Node, part.Start + from - offset, to - from));
            offset += part.Width;
        }
        return new([.. sliced]);
    }

    public bool Equals(NodeView? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as NodeView);

    public override int GetHashCode() => parts.Aggregate(0, HashCode.Combine);
}

/// <summary>Represents the values from <paramref name="Start"/> up to, but not including, Start + Width of a node.</summary>
internal readonly record struct NodePart(int Node, int Start, int Width);
