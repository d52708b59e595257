/* libm of the baseline: known values, exact ones, errors, rounding. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Arguments that the compiler cannot compute with. */
static volatile double half = 0.5, two = 2, ten = 10, tiny = 1e-300, huge = 1e300;
static volatile float half_f = 0.5F;

static double off_by(double got, double want)
{
	/* In units of the last place of what is wanted. */
	return fabs(got - want) / (nextafter(fabs(want), INFINITY) - fabs(want));
}

/* Within so many of them: 2 for what C libraries take care of, more for the rest. */
#define CHECK_WITHIN(places, got, want)                                                            \
	do {                                                                                       \
		double near_ = (got);                                                              \
		if (!(off_by(near_, (want)) <= (places)))                                          \
			differs(__FILE__, __LINE__, "%s is %.17g, not %.17g", #got, near_,         \
				(double)(want));                                                   \
	} while (0)

#define CHECK_NEAR(got, want) CHECK_WITHIN(2, got, want)

static void check_functions(void)
{
	int sign = 0, quotient = 0;

	/* glibc 2.28 and 2.29 have new exp(), log(), pow() under new symbol versions. */
	CHECK_NEAR(exp(half), 1.6487212707001282);
	CHECK_NEAR(exp(ten), 22026.465794806718);
	CHECK_NEAR(exp2(half), M_SQRT2);
	CHECK_NEAR(exp10(half), 3.1622776601683795);
	CHECK_NEAR(expm1(tiny), 1e-300);
	CHECK_NEAR(log(ten), M_LN10);
	CHECK_NEAR(log2(ten), 3.3219280948873622);
	CHECK_NEAR(log10(two), 0.3010299956639812);
	CHECK_NEAR(log1p(tiny), 1e-300);
	CHECK_NEAR(pow(two, half), M_SQRT2);
	CHECK_NEAR(pow(ten, -3.0), 0.001);
	CHECK_NEAR(pow(1.0000000001, 1e10), 2.7182820532347876);
	CHECK_NEAR(sqrt(two), M_SQRT2);
	CHECK_NEAR(cbrt(two), 1.2599210498948732);
	CHECK_NEAR(hypot(3e200 * two, 4e200 * two), 1e201);
	CHECK_NEAR(sin(half), 0.479425538604203);
	CHECK_NEAR(cos(half), 0.8775825618903728);
	CHECK_NEAR(tan(half), 0.5463024898437905);
	/* Far out, where the argument must be reduced with all the digits of pi. */
	CHECK_NEAR(sin(huge), -0.8178819121159085);
	CHECK_NEAR(asin(half), 0.5235987755982989);
	CHECK_NEAR(acos(half), 1.0471975511965979);
	CHECK_NEAR(atan2(half, -two), 2.896613990462929);
	CHECK_NEAR(sinh(half), 0.5210953054937474);
	CHECK_NEAR(tanh(half), 0.46211715726000973);
	CHECK_NEAR(asinh(half), 0.48121182505960347);
	CHECK_NEAR(atanh(half), 0.5493061443340549);
	CHECK_NEAR(erf(half), 0.5204998778130465);
	CHECK_NEAR(erfc(ten), 2.088487583762545e-45);
	CHECK_WITHIN(10, tgamma(ten), 362880.0);
	CHECK_WITHIN(10, j0(half), 0.938469807240813);
	CHECK_WITHIN(10, yn(2, two), -0.617408104190682);
	/* lgamma@GLIBC_2.23 no longer sets signgam in strict modes; here it does. */
	signgam = 0;
	CHECK_NEAR(lgamma(-half), 1.2655121234846454);
	CHECK_INT(signgam, -1);
	CHECK_NEAR(lgamma_r(ten, &sign), 12.801827480081469);
	CHECK_INT(sign, 1);
	CHECK_NEAR(remquo(ten, -3.0, &quotient), 1.0);
	CHECK_INT(quotient & 7, -3 & 7);
	CHECK(fmod(ten, 3.0) == 1.0 && fmod(huge, 7.0) == 1.0);
	CHECK(remainder(ten, 4.0) == 2.0 && drem(ten, 4.0) == 2.0);
}

static void check_exact(void)
{
	volatile double a = 0x1.0000001p0, b = 0x1.ffffffep-1, minus_one = -1, odd = 2.5;
	volatile long double long_two = 2;
	double whole = 0;
	int exponent = 0;

	/* One rounding: the product alone would lose the last bits. */
	CHECK(fma(a, b, minus_one) == -0x1p-56);
	CHECK(fmaf(0x1.001p0F, 0x1.ffep-1F, -1.0F) == -0x1p-24F);
	CHECK(ldexp(half, 4) == 8 && scalbn(half, -1070) == 0x1p-1071);
	CHECK(frexp(ten, &exponent) == 0.625 && exponent == 4);
	CHECK(modf(-odd, &whole) == -0.5 && whole == -2);
	CHECK(rint(odd) == 2 && round(odd) == 3 && trunc(-odd) == -2 && floor(-odd) == -3);
	CHECK(lround(odd) == 3 && llrint(odd) == 2 && nearbyint(-odd) == -2);
	CHECK(copysign(1, -0.0) == -1 && fdim(ten, two) == 8 && fmax(two, NAN) == 2);
	CHECK(nextafter(1, 2) == 0x1.0000000000001p0 && logb(ten) == 3 && ilogb(tiny) == -997);
	CHECK(isnan(nan("")) && isinf(huge * huge) && signbit(-0.0) &&
	      !isfinite(1 / (half - half)));
	CHECK(fpclassify(0x1p-1050 * two) == FP_SUBNORMAL);
	CHECK(sqrtl(long_two) * sqrtl(long_two) - 2 < 1e-18L);
	CHECK(expf(half_f) == 0x1.a61298p0F && powf(2, half_f) == 0x1.6a09e6p0F);
	CHECK(logf(half_f) == -0x1.62e43p-1F && sinf(half_f) == 0x1.eaee88p-2F);
}

static void check_errors(void)
{
	volatile double large = 1000, zero = 0, minus = -1;

	/* musl tells of errors by exceptions alone, glibc by errno too. */
	CHECK_INT(math_errhandling, TARGET_GLIBC ? MATH_ERREXCEPT | MATH_ERRNO : MATH_ERREXCEPT);
	errno = 0;
	feclearexcept(FE_ALL_EXCEPT);
	CHECK(isinf(exp(large)));
	CHECK_INT(errno, TARGET_GLIBC ? ERANGE : 0);
	CHECK(fetestexcept(FE_OVERFLOW));
	errno = 0;
	CHECK(isinf(pow(ten, large)));
	CHECK_INT(errno, TARGET_GLIBC ? ERANGE : 0);
	errno = 0;
	feclearexcept(FE_ALL_EXCEPT);
	CHECK(isinf(log(zero)));
	CHECK_INT(errno, TARGET_GLIBC ? ERANGE : 0);
	CHECK(fetestexcept(FE_DIVBYZERO));
	errno = 0;
	feclearexcept(FE_ALL_EXCEPT);
	CHECK(isnan(log(minus)) && isnan(sqrt(minus)));
	CHECK_INT(errno, TARGET_GLIBC ? EDOM : 0);
	CHECK(fetestexcept(FE_INVALID));
	errno = 0;
	CHECK(isnan(fmod(ten, zero)));
	CHECK_INT(errno, TARGET_GLIBC ? EDOM : 0);
	feclearexcept(FE_ALL_EXCEPT);
}

static void check_rounding(void)
{
	volatile double third = 1;
	fenv_t kept;
	/* Volatile, or the divisions may wander over what sets the mode. */
	volatile double down, up;

	CHECK_INT(fegetenv(&kept), 0);
	CHECK_INT(fesetround(FE_DOWNWARD), 0);
	down = third / 3;
	CHECK(nearbyint(half) == 0 && lrint(half * 3) == 1);
	CHECK_INT(fesetround(FE_UPWARD), 0);
	up = third / 3;
	CHECK(nearbyint(half) == 1);
	/* Functions that were written for one rounding mode must not go astray in another. */
	CHECK(fabs(exp(half) - 1.6487212707001282) < 1e-12);
	CHECK(fabs(pow(two, half) - M_SQRT2) < 1e-12);
	CHECK_INT(fesetenv(&kept), 0);
	CHECK(up > down && fegetround() == FE_TONEAREST);
}

void check_math(void)
{
	check_functions();
	check_exact();
	check_errors();
	check_rounding();
}

void check_math_wide(void)
{
	volatile double complex i = I * two;
	volatile long double long_half = 0.5L;
	double complex root = csqrt(i), power = cexp(I * M_PI);
	/* Where long double has 113 bits, musl computes some of these with 53. */
	const long double off = TARGET_MUSL && LDBL_MANT_DIG == 113 ? 1e-15L : 1e-18L;
	double sine = 0, cosine = 0;

	CHECK(fabs(creal(root) - 1) < 1e-15 && fabs(cimag(root) - 1) < 1e-15);
	CHECK(fabs(creal(power) + 1) < 1e-15 && fabs(cimag(power)) < 1e-15);
	CHECK(cabs(3 + 4 * I) == 5);
	/* Products of complex numbers are libgcc's (__muldc3). */
	CHECK(creal(i * i) == -4);
	sincos(half, &sine, &cosine);
	CHECK_NEAR(sine * sine + cosine * cosine, 1.0);
	CHECK(fabsl(expl(long_half) - 1.64872127070012814684865078781416357L) < off);
	CHECK(fabsl(powl(long_half, 0.5L) - 0.70710678118654752440084436210484904L) < off);
	CHECK(fabsl(lgammal(10.5L) - 13.9406252194037636331612378879718494798L) < 10 * off);
	CHECK(fabsl(fmal(long_half, 3, 1) - 2.5L) == 0);
	CHECK(fabsl(sinl(long_half) - 0.47942553860420300027328793521557138L) < off);
	CHECK(fabsf(cosf(half_f) - 0.87758255F) < 1e-7F);
	CHECK(fabsf(tgammaf(5.0F) - 24.0F) < 1e-5F);
	CHECK(fabs(strtod("1e-320", NULL) / 1e-320 - 1) < 1e-3);
}
