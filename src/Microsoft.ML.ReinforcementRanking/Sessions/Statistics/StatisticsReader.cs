using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads what response statistics are computed from in the current row of a cursor.</summary>
internal sealed class StatisticsReader
{
    private static readonly NumberRule Response = NumberRule.Finite with
    {
        Accepts = value => !double.IsInfinity(value),
        Requirement = "finite, or NaN where it is missing",
        Remedy = "An infinity is usually the result of a division by zero earlier in the pipeline.",
    };

    private readonly StatisticsColumns _columns;
    private readonly Func<ReadOnlyMemory<char>>[] _keys;
    private readonly Func<double>[] _responses;

    public StatisticsReader(StatisticsColumns columns, DataViewRow row)
    {
        _columns = columns;
        _keys = [.. columns.Keys.Select(key => Combine([.. key.Select(column => KeyText(row, column.Column))]))];
        _responses = [.. columns.Responses.Select(response => ColumnReaders.Number(row, response.Column))];
        Times = new(columns.Timestamp, row);
        Keys = new ReadOnlyMemory<char>[_keys.Length];
        Responses = new float[_responses.Length];
    }

    public TimestampReader Times { get; }

    /// <summary>Gets the values of the keys as text, empty where one is missing. They are valid until the next row is read.</summary>
    public ReadOnlyMemory<char>[] Keys { get; }

    /// <summary>Gets the responses, NaN where one is missing.</summary>
    public float[] Responses { get; }

    /// <summary>Reads a row, and returns the code of its time.</summary>
    /// <param name="number">The zero-based number of the row, for errors.</param>
    public long Read(long number)
    {
        for (var key = 0; key < _keys.Length; key++)
            Keys[key] = _keys[key]();
        for (var response = 0; response < _responses.Length; response++)
            Responses[response] = Response.RequireSingle(_columns.Responses[response], number, _responses[response]());
        return Times.Read(number);
    }

    // A key is written as the value that it stands for, because another mapping may give the value another number.
    private static Func<ReadOnlyMemory<char>> KeyText(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType)
            return ColumnReaders.Id(row, column);
        var (read, names) = (ColumnReaders.Integer(row, column), ActionIdReader.Read(column));
        return () => read() switch
        {
            0 => default,
            var key when names is not null && key <= (ulong)names.Length => names[key - 1].AsMemory(),
            var key => key.ToString(CultureInfo.InvariantCulture).AsMemory(),
        };
    }

    // Lengths keep "a", "bc" apart from "ab", "c".
    private static Func<ReadOnlyMemory<char>> Combine(Func<ReadOnlyMemory<char>>[] parts)
    {
        if (parts is [var only])
            return only;
        return () =>
        {
            var text = "";
            foreach (var part in parts)
            {
                if (part() is not { IsEmpty: false } value)
                    return default;
                text = string.Create(CultureInfo.InvariantCulture, $"{text}{value.Length}:{value}");
            }
            return text.AsMemory();
        };
    }
}
