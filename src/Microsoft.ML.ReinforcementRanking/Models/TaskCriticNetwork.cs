using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents the trained critics of all tasks of a model. Scoring does not need them; they are kept so that another fit can start from them.
/// </summary>
/// <param name="Critics">The descriptions of the critics, in the order of the tasks.</param>
/// <param name="Scales">The unit of the network's values, for each task.</param>
/// <param name="AreBinary">Whether the action of each task is a probability. Otherwise it is a standardized prediction.</param>
/// <param name="FeatureWidth">The number of numeric features. The network reads them, followed by one action for each task.</param>
/// <param name="Categories">The fields that the network embeds.</param>
/// <param name="Network">The network, which has one output for each task.</param>
internal sealed record TaskCriticNetwork(
    IReadOnlyList<ResponseCritic> Critics,
    IReadOnlyList<double> Scales,
    IReadOnlyList<bool> AreBinary,
    int FeatureWidth,
    IReadOnlyList<CategoryInput> Categories,
    PlannedNetwork Network)
{
    // *** Binary format ***
    // int: critics; per critic: see CriticFormat, double: scale, bool: binary
    // int: feature width; fields: see CategoryInput; network
    public void Write(BinaryWriter writer)
    {
        writer.Write(Critics.Count);
        foreach (var (critic, scale, isBinary) in Critics.Zip(Scales, AreBinary))
        {
            CriticFormat.Write(writer, critic);
            writer.Write(scale);
            writer.Write(isBinary);
        }
        writer.Write(FeatureWidth);
        CategoryInput.Write(writer, Categories);
        PlanFormat.Write(writer, Network);
    }

    public static TaskCriticNetwork Read(ModelReader reader)
    {
        var critics = reader.ReadList("critics", CriticFormat.Smallest + sizeof(double) + sizeof(byte),
            _ => (Critic: CriticFormat.Read(reader), Scale: reader.ReadDouble(), IsBinary: reader.ReadBoolean()));
        return new(
            [.. critics.Select(critic => critic.Critic)], [.. critics.Select(critic => critic.Scale)], [.. critics.Select(critic => critic.IsBinary)],
            reader.ReadInt32(), CategoryInput.Read(reader), PlanFormat.Read(reader));
    }
}
