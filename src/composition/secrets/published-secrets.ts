/** Secrets that anybody can look up: long and random by their looks, but copied from a tutorial or leaked, and tried first. */
import { createHash } from 'node:crypto'

/**
 * The first 48 bits of their SHA-256, in base64url: those of a public list of 100,000 weak JWT secrets that no rule of form
 * finds. A list of digests gives nobody a secret to copy, and a random one is among them once in 5·10¹¹ times.
 */
const digests = new Set(
  `-PKiy5P8 -QW2NvCu -WZqLWFR -gkv4mtl -wR3mPJy -z4vrtF3 05jYaCbq 09cDLZp8 0BQAe_kM 0HGPTl_T 0HqUMiUc 0Jha8i7H
  0T4n1LeX 0VumEzsQ 0Z79BtYE 0fgT881m 0lQLwm1o 0z5iivV2 1DTNFPfJ 1dJqPwwY 1diuZ_XF 1tzVhNtw 21v6AlVD 22FLDYM8
  2BJH4HHH 2Kl5vtU6 2WOdF6dw 2bjOkrGm 2bmb9T4b 2eIM0NOp 2r7oqJtE 2vnB4MvF 2yK0tQpD 2yWaSlmr 34cQgWwj 38v3YOi6
  3CN_999b 3MKvj8ad 3XMoxKb0 3YDjLt4U 3aVgzxLK 3f4zucVg 40Wa-ogK 44phtNBK 47LFKL2m 4EPuTiZd 4FVU5rQN 4MwsYWyK
  4RgvitL8 4Zs3EA2N 4fS1x7_i 4giNxEMi 4rGDCVGd 54-5ZdZc 54afTkCA 5K_xAV0F 5NHP4wFU 5U40cz9J 5_8b52Ab 5gSJ68PG
  5k-rnpAP 5yhU0_xI 615CoX1D 62r5ZI8h 6MKnVCPi 6cqJyuHU 6s5c2tH9 6xwJ2xVf 79az5APT 7_1X_FWw 7dlfJAjn 7dwt4_nf
  7tJ1ZkmJ 7unXPtTu 7x7Wrx7X 82rc3_4C 83v7974x 87-69yWU 8EKPiU7P 8FsQTuyI 8JQj-oxv 8WTlTzWI 8Xzz8aUa 8jKGx4dh
  8nqbryKp 8vYJo-Uq 98S8NAxK 9CuXlzp7 9EeDyrPw 9MEK4eJL 9QnrA72X 9TBNEWwk 9WhyqF_Y 9mvkFDRG 9yJVQHwu A1xVn-zt
  A5Vv1x2f A76LryoE AC2znhuT ADXM8lFv Aawyu367 AiMCBVON Am1BWlQA B5k9wWrE BD0CwP1r BGf4iOjZ BIYE_IM4 BQqDcYHY
  BXKkLL8z BYzLTge8 BblCBlPe BcBOmTko BdGXefEj BqMW3WkX BtXv68UM BuxdzfQ8 C0dHTwcM C6tDz9er C8b2df0G CFUl2RTt
  CGz-f1Np CRmsksla CWWy8TU9 CYYdpE4i CYfaFlOY CZmBa2Xj CeGbvtwD Cev00dhh Cm7QEa5W CqZhKiGa CsMRorSu D59XNXed
  DJZl_ubk DNuNIYrX DNv5k1FV Dm-on_4G DoTWLlLH DsphjOhA DtgQf1VE E3v7FtYb E926F47Y EEh7NUZT ELe6EESO EhAN9sh0
  EnwADpnR EuaLC4IA FPo2g37k FrOqe5lj FyOMrT4B G1zYXKyv G1zbTvgo GGsIyjAQ GMzJIBHt GRrSt_Nf GWxLARjU GXHQ1cZh
  Gl-CEdew GlrRh2Xh GsNxTQFb GwRiWogy H02lmneT H4PIrcZS H5SLNnUn H7B_j7tJ HMJy3sk6 I772POJ2 IJNKQoj- IKm-L8L2
  IN6oBzYL ITCW0HgM IV3Zq5Jy IY2jAOtk IY_xaEUu ImEphQRo It8ReMUc IwvbRbpt Iyr0rRQV J2RU77bG JLuFFx04 JOQRWTwd
  JmzCK6AN KFLBN_td KLHw95hs KbEEwgPk Kd-THOfx KjOUKtK8 KlDVDPD4 L10aD08o LLCpHkts LPSdbmJ6 LQ4IDKTL LWVqDQuo
  LW_GviE1 Laa8X2ta M2sJ_Vma M7JfKzJu M8RCg1Yo MHIVP3iI MNwmf0vm MVX9dgN- MW0NKgFK Mb7zKFBi MfwEIZzq MnnoG_U9
  N0CbgMR6 N4vjZULv N6etHVS6 NNkjPhy7 NXVAqYza Nabraheq NxuXogL7 O3KfZiYQ O8NeRA-R OEWIgSsD OOPRUMmc OOdML91C
  OQ6CBwFa OQn9_uZ0 OgaN9L1C OrHoWXlZ PH6g7u19 PO4wTVrd PZygeCqX PjzISc21 Q54vqeo8 QGgb8YsL QZ0Lu9Ep QcNOqDfH
  Qg74mvO5 QhSE-lX4 QnQp2trM QrFFFs1u Qyfc02re R1fUquao R5qzp0Et RB1Dze76 RNlw1G8q RftI0haq Rh7132UZ RjDzXprM
  RligTGWI RnA7Hqql Ryu6h3CY RzCeAJ8f S4V0VqDv SMUgBsmB SYfpNlqO SYtXYeax Se0NONNh SuDqZvJP Su_ZrQ69 SxF3OrNk
  T1C7cd8T TOKv-nqL TPkE5nxV TeD9n2eH TheKvy25 Tolz2NeN UAsZofue UHKe2G6X UKAg9fDg ULAt2KkB Uh8Hk3Q8 UiowosGt
  V1z4VkXX VGgmDumi VjEf2MFe VsFrOIBh W-5AuV3N W1P4jzqO W6OE4-mj W6VNaTMb WAW-iNWj WYDGABHH WZrxKKg0 WaYTwoTj
  WfZCMpFQ Wqcvb7BR X0ZdUhI2 X3lPWVe9 X9SqGRIZ XTnah6x1 Xcz8Li3L Xo8Mbq49 XyovgigQ YHblY9P4 YQIrucXh YVLucFQ2
  YWI_6mm6 Ynf6IGnC Yp24BE-G Ys8dVex3 YziJKwcJ Z0nSN_K5 ZLY-BMQk ZSnezl21 ZaQN1ws8 ZbB5GHnn ZtMu6Nqx ZwzpvmsC
  _FhdliZ0 _NW8g3py _UT6CVmG _od88YdC _t99a4jP _thhsKeJ _twmPhoe aAfcnccA aLjtblCs aM7Nhb-5 aTnWR8jQ aVnpHF77
  aaxydtvd af2ADAXv akUSDYwx asaY7M4N azcH45fy b3Dv-Unf b7nvXU3x b9PPdYCg bHqNQqcS bM_Jte7w bPx1MEfy bTIcrCfK
  bi-MeoWj bjzJZy38 bqYm2QVy c0L24-gO cF-zYdv5 cZYoMGHS clmE2wjP dapq75YQ dhE09_xl djQH0JWr e0VxS_mw e52YKI4Z
  e73BFxNL eBFENYLW eJ30EKit eVLx5ryj ewlkIyWY fQFY8S26 faRfrYuP fjDQdL9b fynWDUiw g3LRFBzG g4aBpGl4 gKGurdOB
  gN_357AE gQLryZlV gZEgfEOQ gfv1hJKU grj5jkk0 h4MY-4mb h9xtS3YF hKCrSgxS hMEVh8sG hSFrmeJb hgJsOyjr hm1UkK0P
  hojHkv79 i-46bDxm i63b0YEA iM7jFA3B iQPxwjV4 iXTHFYmz iY4W1R8d icQcJp5r icqLZFOw iiYsdGIZ iiu-jHQg ipIYll60
  iqGDZqN8 jT6y5rFF jYr03FLE jfzS-Eno jnYjJsOL joc1-2BG jsVsa1Il jy8FiiVJ k729Kjx- k8966Qkz kAXtiqqp kDQkIBR_
  kL9MsVVc kSMoevpj lNLyz_Zs lOHTNj7E lZvD8-rN lkwerwb4 luCu_G_p m3ve8Hwm mEB7KBMW mYKNFK_Z maGQY5jh mt-Btfug
  mwtK_M4y n2rfU7om nGBtuHGz nKhoGBug nPCYBZZf nV8Oqv_E nYyzSuJk ngjIXX5D nkEO1zhb nw4LqXso nzXNjKHS o3Pnay6o
  oCdXSAbr oLTJFiER owzRzyIv p423vZuO p5G6B3NY pEjk91yP pH0jH68Q pMNumjox p_2Tc2yH q6Nj7Z4g q8iYmfJL qBj8siIT
  qEdlm6sq qHqbPIwP qJnGnic1 qQ_McjrO qXPcN9OU qex4Q-ox qqZ3OARO qrb7LS5o qv_4Jni- r4Vn0pUB r6RjOjsP rEwk7K1W
  rFNV7AAx rPfyAxY3 r__roh6J refv1SuK rkLUXpeu rmKli5rv rpDiFLmp s5gD3ol_ sDQj2hpk sLAVpnye sQ8gpP6Q s_b11PnO
  sxArmCgP szFsah0n t2cu2puH t2wmNPWR t43poxBQ tApIkiBs tBTH4SV- tHVXDPiv tbXdqO6r tetebYl7 tsiM3thb u0AT6ER6
  u4G7jlXG u7hkBp1W uBufVfCh uHdCprZD uLrsmGu_ uWfEPhl6 uYRlVKs9 ucpMV90I uqGiCbpK uxeJQIGl v3lRQluZ v9icOAne
  vJo0kOJa vnZlDKUJ vqAnxMaJ wAjKyWzJ wFPwi0kc wMcZjEKj wPGxT8DU wQ8EsoQU wVMXFcNe w_EpA3tB wf4VhJHg wn4S4OSo
  wqWvhKPb wvBI3IiI wz8_31ys x4zpISGm x75-o16Z xA9Yxet2 xCC2wu5Z xI5VUGoi xKJ-Qsos xLV03_aU xd-m9HMi xdCC3SRt
  xf0Aqvmi xkk0CwTc xpqxGC-x y4I_2jL9 y4eZKE4I y5AGHWnd yBA1Lz1X yEXHGkSl yF2U67fa yGJJ4VAS yILR1Dr8 yIiONzUU
  yOzJNhoF yRG1SM5M yW7Dzv2k yjzkIp30 ylq4jboe z5RNqqjh zDJLfKa5 zIPK_XlX zRPyzpOe z_-wqa69 zer5N4Ez zh9Wmrb2`.split(
    /\s+/,
  ),
)

/** Whether these bytes were published as somebody's secret. */
export const isPublished = (secret: Uint8Array): boolean =>
  digests.has(createHash('sha256').update(secret).digest('base64url').slice(0, 8))
