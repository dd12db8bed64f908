using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// What a policy would earn on held-out rows, for the history and for progress: the capped self-normalized estimate (NCIS) of every response, with effective
/// sample size and mean capped weight. It does not choose between epochs (docs/decisions/0006-how-epochs-are-compared.md).
/// </summary>
/// <param name="logRatios">log π(a|s) − log π_β(a|s) of a batch's rows: [rows].</param>
/// <param name="responses">Index and name of each response.</param>
/// <param name="device">Where the networks live.</param>
internal sealed class PolicyEstimates(Func<TransitionBatch, Tensor> logRatios, IReadOnlyList<(int Response, string Name)> responses, Device device)
{
    private const double WeightCap = 10;

    public IReadOnlyList<Metric> Of(LogRows heldOut)
    {
        var sample = new ImportanceSample(responses.Count, WeightCap);
        var values = new double[responses.Count];
        foreach (var rows in heldOut.Chunks(512))
        {
            var weights = Weights(heldOut.Data, rows);
            for (var index = 0; index < rows.Length; index++)
            {
                for (var response = 0; response < responses.Count; response++)
                    values[response] = heldOut.Data.Responses[responses[response].Response][rows[index]];
                sample.Add(0, weights[index], values);
            }
        }
        return Metrics(sample);
    }

    private float[] Weights(SessionDataset data, int[] rows)
    {
        using var scope = NewDisposeScope();
        return logRatios(new TransitionBatch(data, rows, device)).exp().cpu().data<float>().ToArray();
    }

    private Metric[] Metrics(ImportanceSample sample) =>
    [
        new(MetricKind.EffectiveSampleSize, sample.EffectiveSampleSize),
        new(MetricKind.CappedWeight, sample.MeanCappedWeight),
        .. responses.Select((response, index) => new Metric(MetricKind.CappedSelfNormalizedIps, sample.Response(index).CappedSelfNormalizedIps, response.Name)),
    ];
}
