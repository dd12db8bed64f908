using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Keeps the weights of the best epoch of a stage, and knows whether the epochs were still getting better when the stage ended.</summary>
internal sealed class BestEpoch
{
    /// <summary>The share of the whole improvement of a stage below which the improvement of its last epoch is too small to report.</summary>
    private const double SmallestShare = 0.02;

    private double _first = double.NegativeInfinity;
    private double _value = double.NegativeInfinity;
    private double _lastGain = double.NaN;

    public float[][][]? Weights { get; private set; }

    /// <summary>Gets the number of epochs after the best one.</summary>
    public int EpochsSince { get; private set; }

    /// <summary>
    /// Gets whether the last epoch was the best and still brought a noticeable part of the whole improvement. The value is false if epochs are not compared,
    /// or if there was only one.
    /// </summary>
    public bool IsStillImproving => EpochsSince == 0 && _lastGain >= SmallestShare * (_value - _first);

    /// <summary>Sets the weights that a trained learner starts with, which epochs have to improve on if there are held-out rows.</summary>
    public void Start(float[][][] weights, double? value)
    {
        Weights = weights;
        if (value is { } start)
            (_first, _value) = (start, start);
    }

    /// <summary>Takes the next epoch into account. It becomes the best one if it is better than all before, or if epochs are not compared.</summary>
    /// <param name="value">The result of the epoch, or null if epochs are not compared.</param>
    /// <param name="capture">Returns the weights, and may overwrite those of the best epoch until now for it.</param>
    public void Add(double? value, Func<float[][][]?, float[][][]> capture)
    {
        EpochsSince++;
        if (value is not null && !(value > _value))
            return;
        (Weights, EpochsSince) = (capture(Weights), 0);
        if (value is not { } better)
            return;
        if (double.IsNegativeInfinity(_first))
            _first = better;
        else
            _lastGain = better - _value;
        _value = better;
    }

    /// <summary>Visits the best epoch until now.</summary>
    public void Visit(StateArchive archive)
    {
        archive.Visit(ref _first);
        archive.Visit(ref _value);
        archive.Visit(ref _lastGain);
        var (epochs, weights) = (EpochsSince, Weights ?? []);
        archive.Visit(ref epochs);
        archive.Visit(ref weights, module =>
        {
            module ??= [];
            archive.Visit(ref module, values =>
            {
                values ??= [];
                archive.Visit(ref values);
                return values;
            });
            return module;
        });
        (EpochsSince, Weights) = (epochs, weights.Length > 0 ? weights : null);
    }
}
