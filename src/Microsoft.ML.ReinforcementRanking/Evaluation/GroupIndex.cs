using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Numbers the distinct values of a key, integer or text column in order of first appearance.</summary>
internal abstract class GroupIndex
{
    /// <summary>What <see cref="Read"/> returns for a missing value.</summary>
    public const int Missing = -1;

    /// <summary>Distinct values read so far.</summary>
    public abstract int Count { get; }

    /// <summary>Index of the current row's value, or <see cref="Missing"/> for a missing key or empty text.</summary>
    public abstract int Read();

    /// <summary>The index for a column; an error that names role and types where the column cannot group.</summary>
    public static GroupIndex Create(IExceptionContext context, DataViewRow row, DataViewSchema.Column column, string role)
    {
        var isKey = column.Type is KeyDataViewType;
        return column.Type switch
        {
            TextDataViewType => new Texts(row.GetGetter<ReadOnlyMemory<char>>(column)),
            KeyDataViewType or NumberDataViewType when column.Type.RawType == typeof(uint) => new Numbers<uint>(row.GetGetter<uint>(column), isKey),
            KeyDataViewType or NumberDataViewType when column.Type.RawType == typeof(ulong) => new Numbers<ulong>(row.GetGetter<ulong>(column), isKey),
            KeyDataViewType or NumberDataViewType when column.Type.RawType == typeof(ushort) => new Numbers<ushort>(row.GetGetter<ushort>(column), isKey),
            KeyDataViewType or NumberDataViewType when column.Type.RawType == typeof(byte) => new Numbers<byte>(row.GetGetter<byte>(column), isKey),
            NumberDataViewType when column.Type.RawType == typeof(int) => new Numbers<int>(row.GetGetter<int>(column), isKey),
            NumberDataViewType when column.Type.RawType == typeof(long) => new Numbers<long>(row.GetGetter<long>(column), isKey),
            NumberDataViewType when column.Type.RawType == typeof(short) => new Numbers<short>(row.GetGetter<short>(column), isKey),
            NumberDataViewType when column.Type.RawType == typeof(sbyte) => new Numbers<sbyte>(row.GetGetter<sbyte>(column), isKey),
            _ => throw context.ExceptSchemaMismatch("scored", role, column.Name, "a key, an integer or text", column.Type.ToString()),
        };
    }

    private sealed class Numbers<T>(ValueGetter<T> getter, bool isKey) : GroupIndex
        where T : unmanaged, IEquatable<T>
    {
        private readonly Dictionary<T, int> _indices = [];

        public override int Count => _indices.Count;

        public override int Read()
        {
            var value = default(T);
            getter(ref value);
            if (isKey && value.Equals(default(T)))
            {
                return Missing;
            }
            return _indices.TryGetValue(value, out var index) ? index : _indices[value] = _indices.Count;
        }
    }

    private sealed class Texts(ValueGetter<ReadOnlyMemory<char>> getter) : GroupIndex
    {
        private readonly Dictionary<string, int> _indices = [];
        private ReadOnlyMemory<char> _value;

        public override int Count => _indices.Count;

        public override int Read()
        {
            getter(ref _value);
            if (_value.IsEmpty)
            {
                return Missing;
            }
            var lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
            return lookup.TryGetValue(_value.Span, out var index) ? index : lookup[_value.Span] = _indices.Count;
        }
    }
}
