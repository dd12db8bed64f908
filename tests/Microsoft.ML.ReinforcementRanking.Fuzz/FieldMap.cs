using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Knows where the fields of an intact payload are, because the readers of the library were watched while they read it.</summary>
internal sealed class FieldMap
{
    private const int SizeOfFloat = sizeof(int);
    private const uint VersionWithWarnings = 0x00010002;

    public FieldMap(ModelSeed seed)
    {
        using var stream = new WatchedStream(seed.Payload);
        using var binary = new BinaryReader(stream);
        var reader = new ModelReader(binary, seed.Payload.Length);
        if (seed.IsNormalizer)
        {
            for (var name = 0; name < 3; name++)
                reader.ReadName();
            reader.ReadBoolean();
            WatchTimeScale.Read(reader);
        }
        else if (seed.IsOfStatistics)
            StatisticsFit.Read(reader);
        else
        {
            if (reader.ReadInt32() != SizeOfFloat)
                throw new InvalidOperationException($"{seed.Name} does not begin with the size of a float.");
            Plans = [.. NetworksOf(ModelHead.Read(reader)).Select(network => new PlanMap(seed.Payload, network))];
            HistoryFormat.Read(reader);
            if (seed.Version >= VersionWithWarnings)
                TextFormat.Read(reader);
        }
        reader.RequireEnd();
        Fields = [.. stream.Reads];
    }

    /// <summary>Gets the start and the length of each field, in order.</summary>
    public IReadOnlyList<(int Start, int Length)> Fields { get; }

    /// <summary>Gets the networks.</summary>
    public IReadOnlyList<PlanMap> Plans { get; } = [];

    private static IEnumerable<PlannedNetwork> NetworksOf(ModelHead head) => head switch
    {
        PolicyHead policy => policy.Blocks.SelectMany(block => new[] { block.Function.StateTower, block.Function.ActionTower }).OfType<PlannedNetwork>(),
        GaussianPolicyHead gaussian => [gaussian.MeanNetwork, .. gaussian.ContinuousCritics.SelectMany(critic => critic.Members)],
        TaskHead tasks => new[] { tasks.Network, tasks.TaskCritics?.Network }.OfType<PlannedNetwork>(),
        _ => throw new InvalidOperationException($"The fuzzer does not know {head.GetType().Name}."),
    };

    private sealed class WatchedStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public List<(int Start, int Length)> Reads { get; } = [];

        public override int Read(Span<byte> buffer)
        {
            Add(buffer.Length);
            return base.Read(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Add(count);
            return base.Read(buffer, offset, count);
        }

        public override int ReadByte()
        {
            Add(1);
            return base.ReadByte();
        }

        private void Add(int length)
        {
            if (length > 0)
                Reads.Add(((int)Position, length));
        }
    }
}
