using System.Buffers.Binary;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Knows where the nodes of a network are in a payload, and changes them.</summary>
internal sealed class PlanMap
{
    private const byte Concat = 4, Sum = 8;

    private readonly int _countStart;
    private readonly byte[][] _nodes;
    private readonly int _end;
    private readonly int _inputWidth;

    public PlanMap(byte[] payload, PlannedNetwork network)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            PlanFormat.Write(writer, network);
        var start = payload.AsSpan().IndexOf(stream.ToArray());
        (_countStart, _inputWidth) = (start + sizeof(int), network.Plan.InputWidth);
        var place = _countStart + sizeof(int);
        _nodes = new byte[network.Plan.Nodes.Count - 1][];
        for (var node = 0; node < _nodes.Length; node++)
        {
            var length = LengthOf(payload.AsSpan(place));
            _nodes[node] = payload[place..(place + length)];
            place += length;
        }
        _end = place;
    }

    /// <summary>Returns the payload with some nodes removed, doubled, moved, added, or connected in another way.</summary>
    public byte[] Edit(byte[] payload, Random random)
    {
        List<byte[]> nodes = [.. _nodes.Select(node => (byte[])node.Clone())];
        byte[]? head = null;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var place = random.Next(nodes.Count + 1);
            var node = random.Next(Math.Max(1, nodes.Count));
            switch (random.Next(6))
            {
                case 0 when nodes.Count > 0:
                    nodes.RemoveAt(node);
                    break;
                case 1 when nodes.Count > 0:
                    nodes.Insert(place, (byte[])nodes[node].Clone());
                    break;
                case 2 when nodes.Count > 0:
                    Reconnect(nodes[node], nodes.Count, random);
                    break;
                case 3:
                    nodes.AddRange(Chain(random.Next(2) == 0 ? Concat : Sum, nodes.Count, random));
                    head = random.Next(2) == 0 ? Bytes(1, nodes.Count) : null;
                    break;
                case 4 when nodes.Count > 0:
                    nodes[node][0] = (byte)random.Next(11);
                    break;
                default:
                    random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(nodes));
                    break;
            }
        }
        var count = random.Next(8) == 0 ? random.Next(-1, 2 * nodes.Count + 2) : nodes.Count;
        var rest = head is null ? payload[_end..] : [.. head, .. payload[(_end + sizeof(int) + sizeof(int))..]];
        return [.. payload[.._countStart], .. Bytes(count), .. nodes.SelectMany(bytes => bytes), .. rest];
    }

    /// <summary>Returns nodes that read the one before them many times, so that each is wider or takes more time than the one before.</summary>
    private IEnumerable<byte[]> Chain(byte kind, int first, Random random)
    {
        var (width, times) = (_inputWidth, random.Next(2, 40));
        var source = 0;
        for (var length = random.Next(1, 28); length > 0; length--)
        {
            if (kind == Concat)
                width = (int)Math.Min((long)width * times, int.MaxValue);
            yield return [kind, .. Bytes([width, times, .. Enumerable.Repeat(source, times)])];
            source = ++first;
        }
    }

    private static void Reconnect(byte[] node, int count, Random random)
    {
        var field = 1 + sizeof(int) * random.Next((node.Length - 1) / sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(node.AsSpan(field), random.Next(-1, count + 2));
    }

    private static byte[] Bytes(params ReadOnlySpan<int> numbers) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers).ToArray();

    private static int LengthOf(ReadOnlySpan<byte> node)
    {
        int List(ReadOnlySpan<byte> rest) => sizeof(int) + sizeof(int) * BinaryPrimitives.ReadInt32LittleEndian(rest);
        return node[0] switch
        {
            1 => 10,
            2 or 3 => 13,
            Concat or 6 or Sum => 5 + List(node[5..]),
            5 or 9 => 9 + List(node[9..]),
            7 => 9,
            var kind => throw new InvalidOperationException($"The fuzzer does not know nodes of kind {kind}."),
        };
    }
}
