using System.Collections;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>The critics of a trained model: what is known of each, and, for those of RMTL, the networks that another fit can start from.</summary>
public sealed class CriticSet : IReadOnlyList<ResponseCritic>
{
    private readonly IReadOnlyList<ResponseCritic> _critics;

    internal CriticSet(IReadOnlyList<ResponseCritic> critics, TaskCriticNetwork? tasks)
    {
        _critics = critics;
        Tasks = tasks;
    }

    /// <summary>Number of critics.</summary>
    public int Count => _critics.Count;

    /// <summary>What is known of a critic, main response or first task first.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ResponseCritic this[int index] => _critics[index];

    /// <summary>The critics of tasks; null where the model is a policy or has none.</summary>
    internal TaskCriticNetwork? Tasks { get; }

    /// <summary>All critics in order.</summary>
    public IEnumerator<ResponseCritic> GetEnumerator() => _critics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
