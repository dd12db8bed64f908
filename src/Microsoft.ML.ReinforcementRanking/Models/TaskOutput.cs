using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents a task of a trained model.</summary>
/// <param name="Name">The name of its column.</param>
/// <param name="IsBinary">Whether the network gives the logit of a probability. Otherwise it gives a standardized prediction.</param>
/// <param name="Mean">The mean that undoes the standardization, 0 for a binary task.</param>
/// <param name="Deviation">The standard deviation that undoes the standardization, 1 for a binary task.</param>
/// <param name="ScoreWeight">The factor of the task in the model's score.</param>
internal sealed record TaskOutput(string Name, bool IsBinary, double Mean, double Deviation, double ScoreWeight)
{
    public string ScoreColumn => $"{Name}.Score";

    public string ProbabilityColumn => $"{Name}.Probability";

    public string PredictedLabelColumn => $"{Name}.PredictedLabel";

    /// <summary>The smallest number of bytes of a task.</summary>
    public const int Smallest = 2 * sizeof(byte) + 3 * sizeof(double);

    // *** Binary format ***
    // string: column; bool: binary; doubles: mean, deviation, score weight
    public void Write(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write(IsBinary);
        writer.Write(Mean);
        writer.Write(Deviation);
        writer.Write(ScoreWeight);
    }

    public static TaskOutput Read(ModelReader reader)
        => new(reader.ReadName(), reader.ReadBoolean(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
}

/// <summary>Specifies the value of a task that a column holds.</summary>
internal enum TaskValue
{
    /// <summary>The logit of a binary task, or the prediction of a regression task.</summary>
    Score,

    Probability,

    /// <summary>Whether the probability is above one half.</summary>
    PredictedLabel,
}
