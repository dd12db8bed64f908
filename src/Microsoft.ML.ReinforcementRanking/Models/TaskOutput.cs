namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>A task of a trained model.</summary>
/// <param name="Name">Its column.</param>
/// <param name="IsBinary">The network gives the logit of a probability; otherwise a standardized prediction.</param>
/// <param name="Mean">What undoes the standardization; 0 for a binary task.</param>
/// <param name="Deviation">What undoes the standardization; 1 for a binary task.</param>
/// <param name="ScoreWeight">Its factor in the model's score.</param>
internal sealed record TaskOutput(string Name, bool IsBinary, double Mean, double Deviation, double ScoreWeight)
{
    public string ScoreColumn => $"{Name}.Score";

    public string ProbabilityColumn => $"{Name}.Probability";

    public string PredictedLabelColumn => $"{Name}.PredictedLabel";

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

    public static TaskOutput Read(BinaryReader reader)
        => new(reader.ReadString(), reader.ReadBoolean(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
}

/// <summary>What of a task a column holds.</summary>
internal enum TaskValue
{
    /// <summary>The logit of a binary task, the prediction of a regression task.</summary>
    Score,

    Probability,

    /// <summary>Whether the probability is above one half.</summary>
    PredictedLabel,
}
