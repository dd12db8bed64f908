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

    public static TaskCriticNetwork Read(BinaryReader reader)
    {
        var critics = new ResponseCritic[reader.ReadInt32()];
        var scales = new double[critics.Length];
        var areBinary = new bool[critics.Length];
        for (var index = 0; index < critics.Length; index++)
            (critics[index], scales[index], areBinary[index]) = (CriticFormat.Read(reader), reader.ReadDouble(), reader.ReadBoolean());
        return new(critics, scales, areBinary, reader.ReadInt32(), CategoryInput.Read(reader), PlanFormat.Read(reader));
    }
}
